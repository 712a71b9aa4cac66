"""What a person probably meant at a place that does not fit, and the text to type instead.

`explain` tries the slips below in order, from the most telling to the general; the first that
recognises the place gives the diagnostic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from licdsl.language import expected, forms, phrases
from licdsl.language.automaton import Machine, Stuck, Token
from licdsl.language.diagnostics import Diagnostic, error
from licdsl.language.headings import heading
from licdsl.language.pieces import ITEMS, Piece
from licdsl.language.source import Source
from licdsl.language.spot import Slip, Spot, shown, slip, typed
from licdsl.language.suggestions import listing, nearest
from licdsl.language.writing import Miswritten, miswritten

_AMBIENT = {"now", "today", "tomorrow", "yesterday"}
_NAMED_TIME = "name an event such as `acceptance`, or a date"
_WHOLE_KEYWORDS = {"time": "time zone", "business": "business days"}
_SHORT = 3
_MODALS = {"MAY", "MUST", "PAYS"}


def explain(source: Source, piece: Piece, machine: Machine, stuck: Stuck) -> Slip:
    """The diagnostic for the place where `machine` is stuck, and where to go on."""
    spot = Spot.of(source, piece, machine, stuck)
    for recognise in _SLIPS:
        found = recognise(spot)
        if found is not None:
            return found
    return _unexpected(spot)


def ambient(tokens: list[Token]) -> Iterator[Diagnostic]:
    """Names such as `now`, which would let a contract's meaning depend on when it is read."""
    for token in tokens:
        if token.terminal == "NAME" and token.text in _AMBIENT:
            message = f"`{token.text}` is no time that a contract can name"
            yield error("L025", message, token.span, _NAMED_TIME)


# ---------------------------------------------------------------- a line that runs into the next
def _trailing_comma(spot: Spot) -> Slip | None:
    """A comma at the end of a line that was finished: the next line has a keyword of its own."""
    earlier = [token for token in spot.line_tokens if token.start < spot.line_start]
    comma = (earlier or spot.line_tokens)[-1:]
    if not comma or comma[0].terminal != "_COMMA" or "\n" not in comma[0].text:
        return None
    if not spot.ended and not _begins_line(spot):
        return None
    span = spot.source.span(comma[0].start, comma[0].start + 1)
    hint = "take the comma out, or name one more thing"
    message = "the comma at the end of the line joins the next line to it"
    return slip(spot, "L035", message, hint, span, _from_here(spot))


def _open_bracket(spot: Spot) -> Slip | None:
    """A bracket still open where the next line starts."""
    opened: list[Token] = []
    for token in spot.line_tokens:
        if token.terminal == "LPAR":
            opened.append(token)
        elif token.terminal == "RPAR" and opened:
            opened.pop()
    if spot.word == ")" and not opened:
        return slip(spot, "L019", "`)` closes no bracket", "take it out")
    if not opened or not (spot.ended or (spot.starts_line and spot.line_number > opened[-1].line)):
        return None
    message = "this bracket is not closed"
    return slip(
        spot,
        "L019",
        message,
        "put `)` at the end of the list or condition",
        opened[-1].span,
        _from_here(spot),
    )


def _from_here(spot: Spot) -> int | None:
    """Where the line of `spot` starts, if a line started before it."""
    first = spot.line_tokens[0] if spot.line_tokens else None
    return spot.line_start if first is not None and first.start < spot.line_start else None


def _begins_line(spot: Spot) -> bool:
    """Whether the line of `spot` looks like a line of its own."""
    words = spot.code.split()
    if words[0] in forms.LINES.get(spot.piece.kind, {}):
        return True
    return words[1:2] in (["may"], ["must"], ["pays"])


# ---------------------------------------------------------------- marks and notations
def _quotes(spot: Spot) -> Slip | None:
    rest = spot.rest
    if rest.startswith('"') and '"' not in rest[1:]:
        return slip(
            spot, "L018", "the text is not closed on its line", typed(f'{rest}"'), spot.span(len(rest))
        )
    if rest.startswith("'") and "STRING" in spot.expected:
        inner = rest[1:].partition("'")[0]
        return slip(
            spot,
            "L018",
            "a text stands in double quotation marks",
            typed(f'"{inner}"'),
            spot.span(len(inner) + 1),
        )
    if spot.expected == ("STRING",) and rest and not rest.startswith('"'):
        text = rest.removesuffix(":").rstrip()
        return slip(
            spot, "L018", "a text stands in quotation marks", typed(f'"{text}"'), spot.span(len(text))
        )
    return None


def _notation(spot: Spot) -> Slip | None:
    """Numbers and the like in another notation; one that began with a number read before too."""
    previous = spot.previous
    starts = [0]
    if previous is not None and previous.terminal in ("INT", "CODE") and previous.line == spot.line_number:
        starts.insert(0, spot.offset - previous.start)
    for back in starts:
        start = spot.offset - back
        found = miswritten(spot.source.text[start : spot.offset] + spot.rest)
        if found is not None and found.code == "L034" and "INT" not in spot.expected:
            found = None
        if found is not None and found.length > back:
            if found.code == "L031" and "MONEY" not in spot.expected and "INT" in spot.expected:
                found = _bare_number(found)
            return slip(
                spot, found.code, found.message, found.hint, spot.source.span(start, start + found.length)
            )
    return None


def _bare_number(found: Miswritten) -> Miswritten:
    """An amount of money where something is counted."""
    number = found.hint.rstrip("`").rpartition(" ")[2].partition(".")[0]
    message = found.message.replace("an amount of money", "a whole number")
    return Miswritten("L030", found.length, message, typed(number))


def _case(spot: Spot) -> Slip | None:
    """A word that would fit in lower case, a code in capitals."""
    match = re.match(r"[A-Za-z][A-Za-z0-9_-]*", spot.rest)
    if match is None:
        return None
    word = match[0]
    lower = re.sub(r"-+", "-", word.lower().replace("_", "-")).strip("-")
    fits = "NAME" in spot.expected or lower in expected.words(spot.expected)
    if word != lower and lower and fits:
        message = f"`{shown(word)}` is not in lower-case letters, digits and single hyphens"
        return slip(spot, "L027", message, typed(lower), spot.span(len(word)))
    if "CODE" in spot.expected and re.fullmatch(r"[A-Za-z]{2,3}", word):
        return slip(spot, "L027", f"`{word}` is a code, which is written in capitals", typed(word.upper()))
    return None


# ---------------------------------------------------------------- words
def _mixed(spot: Spot) -> Slip | None:
    other = {"and": "OR", "or": "AND"}.get(spot.word)
    if other is None or other not in spot.expected:
        return None
    hint = "put brackets round what belongs together: `(a and b) or c`, or `a and (b or c)`"
    return slip(spot, "L023", "`and` and `or` are mixed without brackets", hint)


def _modal(spot: Spot) -> Slip | None:
    """`may`, `must`, `must not` or `pays` in a block of another kind."""
    kind, tokens = spot.piece.kind, spot.line_tokens
    wanted = forms.MODAL.get(kind)
    if wanted is None or not tokens or tokens[0].terminal != "NAME":
        return None
    party = tokens[0].text
    if len(tokens) == 1 and spot.word in ("may", "must", "pays") and _MODALS & set(spot.expected):
        said, rest = spot.word, spot.rest[len(spot.word) :].removeprefix(" not")
    elif spot.expected == ("NOT",) and not spot.ended:
        said, rest = "must", f" {spot.rest}"
    elif kind == "duty" and spot.word == "not" and len(tokens) == 2:
        hint = "put it into a `prohibition`"
        return slip(spot, "L026", "a duty says what a party must do, not what it must not", hint)
    else:
        return None
    return slip(spot, "L026", f"a {kind} says `{wanted}`, not `{said}`", typed(f"{party} {wanted}{rest}"))


def _unknown_line(spot: Spot) -> Slip | None:
    """A first word that starts no line here."""
    tokens, kind = spot.line_tokens, spot.piece.kind
    if tokens:
        named_first = len(tokens) == 1 and tokens[0].terminal == "NAME" and _MODALS & set(spot.expected)
        if not named_first or nearest(spot.word, expected.words(spot.expected)):
            return None
        word, span, rest = tokens[0].text, tokens[0].span, spot.code[len(tokens[0].text) :]
    else:
        word, span, rest = spot.word, spot.span(len(spot.word)), spot.rest[len(spot.word) :]
    if not tokens and (spot.ended or ("NAME" in spot.expected and word != word.lower())):
        return None
    if kind in ITEMS:
        return slip(spot, "L012", f"the line `{shown(word)} …` stands outside every block", _home(word), span)
    article = "the header" if kind == "opening" else f"a {kind}"
    message = f"{article} has no line `{shown(word)} …`"
    return slip(spot, "L014", message, _line_hint(kind, word, rest), span)


def _line_hint(kind: str, word: str, rest: str) -> str:
    """The line with its first word mended, or where such a line belongs, or what lines there are."""
    here = [known for known in forms.LINES[kind] if known]
    elsewhere = [known for lines in forms.LINES.values() for known in lines if known and known not in here]
    if word in elsewhere:
        return _home(word)
    near = nearest(word, here)
    if near is not None:
        return typed(f"{_WHOLE_KEYWORDS.get(near, near)}{rest}")
    near = nearest(word, elsewhere) if len(word) > _SHORT else None
    if near is not None:
        return _home(near)
    bound = f"a party and `{forms.MODAL[kind]}`, or with " if kind in forms.MODAL else ""
    return f"start the line with {bound}{listing(here, most=20)}"


def _home(word: str) -> str:
    """Where a line that starts with `word` can stand."""
    kinds = forms.blocks_with(word)
    if not kinds:
        return "put it into the block that it belongs to, or take it out"
    if kinds == ("opening",):
        return "put it into the header, before the first block"
    return "put it under " + listing(forms.HEADINGS[kind] for kind in kinds if kind != "opening")


def _ambient_word(spot: Spot) -> Slip | None:
    if spot.word not in _AMBIENT:
        return None
    return slip(spot, "L025", f"`{spot.word}` is no time that a contract can name", _NAMED_TIME)


def _misspelt(spot: Spot) -> Slip | None:
    near = nearest(spot.word, expected.words(spot.expected))
    if near is None or near == spot.word:
        return None
    hint = spot.corrected(spot.word, near)
    return slip(spot, "L022", f"`{shown(spot.word)}` is not known here", hint)


def _ended(spot: Spot) -> Slip | None:
    if not spot.ended:
        return None
    wanted = tuple(terminal for terminal in spot.expected if terminal != "_NL")
    return slip(spot, "L021", "the line ends too early", _wanted(spot, wanted), spot.end_span())


def _wanted(spot: Spot, terminals: tuple[str, ...]) -> str:
    """What can stand at the place, and a whole line that shows it."""
    described = expected.described(terminals)
    tokens, lines = spot.line_tokens, forms.LINES.get(spot.piece.kind, {})
    example = (
        lines.get(tokens[0].text, lines.get("") if tokens[0].terminal == "NAME" else None) if tokens else None
    )
    return described if example is None else f"{described}, as in `{' '.join(example.split())}`"


def _unexpected(spot: Spot) -> Slip:
    if spot.expected == ("_NL",):
        before = spot.source.text[spot.line_start : spot.offset].strip()
        return slip(
            spot,
            "L020",
            f"the line has to end before `{shown(spot.word)}`",
            f"end the line after `{before}`" if before else "take it out",
        )
    return slip(spot, "L020", f"`{shown(spot.word)}` cannot stand here", _wanted(spot, spot.expected))


_SLIPS = (
    heading, _trailing_comma, _open_bracket, _quotes, _mixed, phrases.bound, _modal, _unknown_line,
    phrases.number_in_words, phrases.period, phrases.symbol, phrases.outcome, _notation, _case,
    _ambient_word, _misspelt, _ended,
)  # fmt: skip
