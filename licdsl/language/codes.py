"""The registry of diagnostic codes, each with a one-line title.

`L0xx` text and shape, `L1xx` names, `L2xx` units, money and dates, `L3xx` permissions and duties,
`L4xx` prices and splits, `L5xx` versions and imports, `L9xx` style. A code is never given a
second meaning. Keep the table sorted.
"""

from __future__ import annotations

TITLES: dict[str, str] = {
    "L001": "the file is too large",
    "L002": "the file is no UTF-8 text",
    "L003": "a character that a contract may not hold",
    "L004": "too many mistakes to list",
    "L005": "conditions are nested too deeply",
    "L010": "the file does not start with its language",
    "L011": "the file is written in another version of the language",
    "L012": "a line that stands outside every block",
    "L013": "an unknown kind of block",
    "L014": "a line that its block does not have",
    "L015": "a block without lines",
    "L016": "the colon after a heading is missing",
    "L017": "a block without a label",
    "L018": "a text without its closing quotation mark",
    "L019": "a bracket that is not closed",
    "L020": "something else is expected here",
    "L021": "a line that ends too early",
    "L022": "a misspelt keyword",
    "L023": "`and` and `or` mixed without brackets",
    "L024": "a symbol where the language uses words",
    "L025": "`now`, which the language does not have",
    "L026": "a modal verb that does not fit its block",
    "L027": "capital letters in a name",
    "L030": "a number whose thousands are not set apart by commas",
    "L031": "an amount of money that is not written as a code, a blank and a number",
    "L032": "a date that is not written year-month-day",
    "L033": "a percentage that is not written as a number and `%`",
    "L034": "words or numbers that run together",
}
