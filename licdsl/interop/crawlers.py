"""The crawler registry: which user agent is whose crawler, and what it fetches works for.

The registry is a versioned data file of this folder, `crawlers-<version>.json`, whose `sources`
say where each entry's facts come from. An entry's `use` is a leaf use of the vocabulary that the
file names. A published version never changes: figures made with it can be made again.

How a token is found in a user agent:

- Addresses (`https://…`, `name@host`) are blanked first: the page that a crawler links to is not
  its name. A token after `like ` is a comparison and does not count.
- A token begins and ends at the border of a word: no ASCII letter, digit or `_` may touch it.
  `LCC` is not in `SLCC2`; `Applebot` is in `Applebot/0.1` and in `Applebot-Image`.
- Letter case does not matter, as in robots.txt (RFC 9309 §2.2.1). An entry with `match` `exact`
  asks for its own case: `ExaBot` is Exa's, `Exabot` was Exalead's.
- An entry with `match` `leading` must, in its own case, begin the user agent. These are plain
  words (`Code`, `Cursor`, `Operator`): browsers begin with `Mozilla/` or `Opera/`.
- Of several tokens the longest wins, of equally long ones the first in the user agent.

What is not checked: whether the client is who it says it is.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import pydantic

from licdsl.errors import SettingsError
from licdsl.values.digests import digest_text

LATEST = 1

_ADDRESS = re.compile(r"https?://[^\s;,)]*|[^\s;,()@]+@[^\s;,()@]+", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_]+")
_SLUG = re.compile(r"[^a-z0-9]+")

_Text = Annotated[str, pydantic.StringConstraints(min_length=1, max_length=200)]
_Slug = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


class _Entry(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True, frozen=True, extra="forbid")

    token: _Text
    operator: _Slug
    use: _Slug
    source: _Text
    match: Literal["word", "exact", "leading"] = "word"


class _File(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True, frozen=True, extra="forbid")

    name: Literal["crawlers"]
    version: int
    vocabulary: _Text
    sources: dict[_Text, dict[_Text, _Text]]
    operators: dict[_Slug, _Text | None]
    crawlers: list[_Entry]


@dataclass(frozen=True, slots=True)
class Crawler:
    """One crawler of the registry.

    `agent` is its short name as a word of the contract language, `gptbot` for `GPTBot`.
    `operator_name` is None where the source does not know who runs it; `operator` then is
    `unknown-` and the short name, so that two strangers are never taken for one.
    """

    token: str
    agent: str
    operator: str
    operator_name: str | None
    use: str
    match: str
    source: str

    def stands_in(self, user_agent: str, start: int) -> bool:
        """Whether the token stands at `start`, where a word of `user_agent` begins."""
        end = start + len(self.token)
        text = user_agent[start:end]
        if text != self.token and (self.match != "word" or text.lower() != self.token.lower()):
            return False
        if self.match == "leading" and start != 0:
            return False
        return end == len(user_agent) or _WORD.match(user_agent, end) is None


@dataclass(frozen=True, slots=True)
class Registry:
    """One version of the registry; `digest` names the bytes that it was read from."""

    version: int
    vocabulary: str
    sources: Mapping[str, Mapping[str, str]]
    crawlers: tuple[Crawler, ...]
    digest: str
    _index: Mapping[str, tuple[Crawler, ...]] = field(repr=False, compare=False, hash=False)

    @classmethod
    def load(cls, version: int = LATEST) -> Registry:
        """The packaged registry of that version; raises SettingsError where there is none."""
        return _load(version)

    @classmethod
    def read(cls, data: bytes) -> Registry:
        """The registry that `data` holds; raises SettingsError naming what is wrong with it."""
        try:
            file = _File.model_validate_json(data)
        except pydantic.ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"crawler registry: `{place}`: {first['msg'].lower()}") from None
        crawlers = tuple(_crawler(entry, file) for entry in file.crawlers)
        _refuse_twins(crawlers)
        return cls(file.version, file.vocabulary, file.sources, crawlers, digest_text(data), _index(crawlers))

    def match(self, user_agent: str) -> Crawler | None:
        """The crawler that `user_agent` names, None for a browser or anything else unknown."""
        return _match(self, user_agent)

    def __hash__(self) -> int:
        """By content, so that matches can be remembered per registry."""
        return hash(self.digest)


def _crawler(entry: _Entry, file: _File) -> Crawler:
    for word, known in ((entry.operator, file.operators), (entry.source, file.sources)):
        if word not in known:
            raise SettingsError(
                f"crawler registry: `{entry.token}` refers to `{word}`, which is not declared"
            )
    agent = _SLUG.sub("-", entry.token.lower()).strip("-")
    name = file.operators[entry.operator]
    return Crawler(entry.token, agent, entry.operator, name, entry.use, entry.match, entry.source)


def _refuse_twins(crawlers: Iterable[Crawler]) -> None:
    seen: set[str] = set()
    for crawler in crawlers:
        key = crawler.token.lower() if crawler.match == "word" else f"{crawler.match} {crawler.token}"
        if key in seen:
            raise SettingsError(f"crawler registry: `{crawler.token}` stands there twice")
        seen.add(key)


def _index(crawlers: Iterable[Crawler]) -> dict[str, tuple[Crawler, ...]]:
    """Crawlers by the first word of their token, in lower case, the longest token first."""
    found: dict[str, list[Crawler]] = {}
    for crawler in crawlers:
        word = _WORD.match(crawler.token)
        if word is None:
            raise SettingsError(f"crawler registry: `{crawler.token}` does not begin with a word")
        found.setdefault(word[0].lower(), []).append(crawler)
    return {word: tuple(sorted(same, key=lambda c: (-len(c.token), c.token))) for word, same in found.items()}


@functools.cache
def _load(version: int) -> Registry:
    file = importlib.resources.files("licdsl.interop").joinpath(f"crawlers-{version}.json")
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise SettingsError(f"there is no crawler registry of version {version}") from None
    return Registry.read(data)


@functools.lru_cache(maxsize=65_536)
def _match(registry: Registry, user_agent: str) -> Crawler | None:
    text = _ADDRESS.sub(" ", user_agent)
    best: Crawler | None = None
    for word in _WORD.finditer(text):
        for crawler in registry._index.get(word[0].lower(), ()):
            if best is not None and len(crawler.token) <= len(best.token):
                break
            if crawler.stands_in(text, word.start()) and not _compared(text, word.start()):
                best = crawler
                break
    return best


def _compared(text: str, start: int) -> bool:
    return text[max(0, start - 6) : start].lower().endswith("like ")
