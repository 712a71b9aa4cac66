from __future__ import annotations

import collections
import json
import re
from pathlib import Path

import pytest

from licdsl.errors import SettingsError
from licdsl.interop.access_log import AccessLog, LogLine
from licdsl.interop.crawlers import Registry

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
VOCABULARY = Path(__file__).resolve().parents[2] / "grammar" / "vocabulary" / "press-1.json"
PUBLISHED = "sha256:f9341a6ae4b450fcf33741ddf172f058090386d4b565b982a5c5be81c110e0ef"


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


def token(registry: Registry, user_agent: str) -> str | None:
    crawler = registry.match(user_agent)
    return None if crawler is None else crawler.token


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
        ("Mozilla/5.0 (compatible; Googlebot-News)", "Googlebot"),
        ("Googlebot-Image/1.0", "Googlebot-Image"),
        ("Mozilla/5.0 (compatible; Applebot-Extended/0.1)", "Applebot-Extended"),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)", "GPTBot"),
        ("gptbot", "GPTBot"),
        ("facebookexternalhit/1.1 Facebot Twitterbot/1.0", "facebookexternalhit"),
        ("Mozilla/5.0 (compatible; Exabot/3.0; +http://www.exabot.com/go/robot)", "Exabot"),
        ("Mozilla/5.0 (compatible; ExaBot/1.0)", "ExaBot"),
        ("Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/slurp)", "Yahoo! Slurp"),
        ("Code/1.95.3", "Code"),
        ("LCC (+http://corpora.informatik.uni-leipzig.de/crawler_faq.html)", "LCC"),
    ],
)
def test_the_longest_token_names_the_crawler(registry: Registry, user_agent: str, expected: str) -> None:
    assert token(registry, user_agent) == expected


@pytest.mark.parametrize(
    "user_agent",
    [
        "-",
        "",
        "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; SLCC2; .NET CLR 2.0.50727)",
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Code/1.95.3 Chrome/128.0 Electron/32.2",
        "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Cursor/0.42.3 Chrome/128.0 Electron/30.5",
        "Opera/9.80 (Android; Opera Mini/36.2; Operator)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/32.0 Safari/537.36 slurp",
        "Mozilla/5.0 (compatible; Reader/1.0; +https://example.org/googlebot)",
        "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like Googlebot)",
        "Mozilla/5.0 (Devin's phone) Safari/605.1",
        "MyGPTBotReader/1.0",
        "GPTBot2/1.0",
        "report from gptbot@example.org",
        "Mozilla/5.0 (Linux; Android 10; ANYAK) Chrome/120",
    ],
)
def test_browsers_readers_and_mentions_are_no_crawlers(registry: Registry, user_agent: str) -> None:
    assert token(registry, user_agent) is None


def test_every_token_finds_its_own_entry(registry: Registry) -> None:
    assert [token(registry, crawler.token) for crawler in registry.crawlers] == [
        crawler.token for crawler in registry.crawlers
    ]


def test_the_short_names_are_words_of_the_language_and_differ(registry: Registry) -> None:
    agents = [crawler.agent for crawler in registry.crawlers]
    assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", agent) for agent in agents)
    doubled = {agent for agent, count in collections.Counter(agents).items() if count > 1}
    assert doubled == {"exabot"}  # Exa's and Exalead's differ in letter case only


def test_every_use_is_a_leaf_of_the_vocabulary_that_the_registry_names(registry: Registry) -> None:
    vocabulary = json.loads(VOCABULARY.read_text("utf-8"))
    assert registry.vocabulary == f"{vocabulary['name']} {vocabulary['version']}"
    parents = {use["parent"] for use in vocabulary["uses"]}
    leaves = {use["name"] for use in vocabulary["uses"]} - parents
    assert {crawler.use for crawler in registry.crawlers} <= leaves


def test_an_unknown_operator_is_never_shared(registry: Registry) -> None:
    unknown = [crawler.operator for crawler in registry.crawlers if crawler.operator_name is None]
    assert unknown
    assert len(unknown) == len(set(unknown))
    assert all(operator.startswith("unknown-") for operator in unknown)


def test_the_digest_names_the_bytes_of_the_published_version(registry: Registry) -> None:
    assert registry.digest == PUBLISHED


def test_a_version_that_does_not_exist_is_named() -> None:
    with pytest.raises(SettingsError, match="no crawler registry of version 99"):
        Registry.load(99)


def small(**entry: object) -> bytes:
    row = {"token": "A", "operator": "a", "use": "train", "source": "s"} | entry
    file = {"name": "crawlers", "version": 1, "vocabulary": "press 1", "sources": {"s": {"what": "x"}}}
    return json.dumps(file | {"operators": {"a": "A"}, "crawlers": [row, row | {"token": "B"}]}).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "json"),
        (small(match="regex"), r"crawlers\.0\.match"),
        (small(operator="nobody"), "`A` refers to `nobody`"),
        (small(source="hearsay"), "`A` refers to `hearsay`"),
        (small(token="b"), "`B` stands there twice"),
        (small(token="!"), "`!` does not begin with a word"),
        (small(colour="red"), r"crawlers\.0\.colour"),
    ],
)
def test_a_registry_that_is_wrong_says_where(data: bytes, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Registry.read(data)


def test_every_crawler_of_the_named_source_is_known(registry: Registry) -> None:
    source = SHARED / "data" / "ai_crawlers.json"
    if not source.is_file():
        pytest.skip(f"{source} is not here: the source of the restated facts cannot be compared")
    listed = json.loads(source.read_text("utf-8"))
    restated = {c.token.lower() for c in registry.crawlers if c.source == "ai-robots-txt"}
    own_text = "\n".join(str(crawler) for crawler in registry.crawlers)
    assert len(listed) == 166
    found = {name: token(registry, name) for name in listed}
    assert [name for name, own in found.items() if own is None] == []
    other_spelling = {name for name, own in found.items() if own is not None and own.lower() != name.lower()}
    assert other_spelling == {"MistralAI-User/1.0"}
    assert restated <= {name.lower() for name in listed}
    sentences = [text for row in listed.values() for text in row.values() if len(str(text)) > 60]
    assert not [text for text in sentences if text in own_text]


def test_the_log_of_2015_holds_these_crawlers_and_no_browser_is_among_them(registry: Registry) -> None:
    path = SHARED / "data" / "apache_combined_2015.log"
    if not path.is_file():
        pytest.skip(f"{path} is not here: the registry cannot be tried on a real log")
    counts: collections.Counter[str] = collections.Counter()
    for line in AccessLog.at(path).lines():
        if isinstance(line, LogLine) and (crawler := registry.match(line.user_agent)) is not None:
            counts[crawler.token] += 1
    assert sum(counts.values()) == 1614
    assert counts.most_common(9) == [
        ("Googlebot", 509),
        ("archive.org_bot", 166),
        ("Ezooms", 157),
        ("Yahoo! Slurp", 106),
        ("msnbot", 96),
        ("Baiduspider", 83),
        ("YandexBot", 64),
        ("bingbot", 58),
        ("MJ12bot", 39),
    ]
    assert not {"LCC", "Code", "Spider", "Operator", "OpenAI", "Cursor", "Devin", "Trae", "YaK"} & set(counts)
