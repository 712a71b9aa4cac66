"""One example of every line that a block can have: the text to type, for hints.

The first key is the kind of block, the second the line's first word, or `""` for a line that
starts with a party.
"""

from __future__ import annotations

_SHARED = {
    "when": "when       section of article is news",
    "unless": "unless     desk of article is breaking",
    "ref": 'ref        "Section 1"',
}
_SCOPE = _SHARED | {
    "content": "content    anything",
    "territory": "territory  GB, IE",
    "from": "from       2026-07-01",
    "until": "until      6 hours after publication of article",
    "survives": "survives   termination",
}
_ROUND = {"round": "round      half even to GBP 0.01 each line"}

LINES: dict[str, dict[str, str]] = {
    "opening": {
        "party": 'party      publisher  "Harbour Times Ltd"',
        "term": "term       2026-01-01 to 2026-12-31",
        "time": 'time zone  "Europe/London"',
        "currency": "currency   GBP",
        "business": 'business days "England and Wales"',
        "law": 'law        "England and Wales"',
        "vocabulary": "vocabulary press 1",
        "amends": f"amends     sha256:{'0' * 64} from 2026-07-01",
        "conflict": "conflict   signed-text prevails",
        "accepted": "accepted   by first-request",
        "withdraw": "withdraw   on 30 days notice",
    },
    "permission": _SCOPE
    | {
        "": "licensee may ground",
        "limit": "limit      5,000 requests each calendar month",
        "at": "at most    75 words per display",
    },
    "prohibition": _SCOPE | {"": "licensee must not train"},
    "duty": _SHARED
    | {
        "": "licensee must credit publisher",
        "whenever": "whenever   display",
        "every": "every      calendar month",
        "with": "with       headline, link",
        "within": "within     10 business days after period end",
        "otherwise": "otherwise  breach, cure within 5 business days",
        "survives": "survives   termination",
    },
    "price": _SHARED
    | _ROUND
    | {
        "": "licensee pays publisher",
        "for": "for        ground",
        "invoiced": "invoiced   each calendar month",
        "flat": "flat       GBP 1,000.00 each contract year",
        "rate": "rate       GBP 5.00 per 1,000 requests",
        "tiers": "tiers      graduated requests each calendar month",
        "first": "first      1,000 at GBP 5.00 per 1,000 requests",
        "next": "next       1,000 at GBP 4.00 per 1,000 requests",
        "rest": "rest       at GBP 3.00 per 1,000 requests",
        "minimum": "minimum    GBP 100.00 each calendar month, usage counts towards it",
        "maximum": "maximum    GBP 900.00 each calendar month",
        "due": "due        30 days after period end",
        "replaces": "replaces   usage",
    },
    "split": _ROUND
    | {
        "divides": "divides    usage",
        "commission": "commission marketplace 15% of gross, deducted",
        "share": "share      publisher rest",
        "ref": 'ref        "Section 1"',
    },
    "power": _SHARED
    | {
        "": "publisher may suspend answers",
        "notice": "notice     5 business days",
        "ends": "ends       when payment is cured",
    },
    "test": {
        "given": "given      time 2026-03-02 09:00",
        "ask": "ask        licensee to ground in GB",
        "expect": "expect     allow",
    },
}

HEADINGS: dict[str, str] = {
    **{kind: f"{kind} NAME:" for kind in LINES if kind not in ("opening", "test")},
    "test": 'test "what it shows":',
    "define": "define NAME means section of article is news",
    "fact": "fact NAME attested by publisher",
    "event": "event NAME notified by publisher",
    "include": f'include "title" version 1 sha256:{"0" * 64}',
    "opening": 'licence "title" version 1',
}
"""How an item of each kind starts."""

MODAL = {"permission": "may", "prohibition": "must not", "duty": "must", "price": "pays", "power": "may"}
"""What stands after the party in a block of each kind."""


def blocks_with(word: str) -> tuple[str, ...]:
    """The kinds of block that have a line starting with `word`, in the order of the grammar."""
    return tuple(kind for kind, lines in LINES.items() if word in lines)
