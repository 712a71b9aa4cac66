"""Write the business calendars of this folder from the `holidays` package (development only).

    .venv/bin/python grammar/calendars/generate.py

Each file is data of its own: a contract that names "England and Wales" is decided by the dates in the file,
whose digest stands beside the decision, and never by an installed package. Running this again
with another version of `holidays` may change dates; review the difference and raise `VERSION`.
Holidays that are announced year by year (a royal funeral, a one-off bank holiday) are only as complete as
the package was when the file was made.
"""

from __future__ import annotations

import json
from pathlib import Path

import holidays

VERSION = 1
FIRST_YEAR, LAST_YEAR = 2015, 2040

# name in contracts: (country, subdivision)
CALENDARS: dict[str, tuple[str, str | None]] = {
    "Australia": ("AU", None),
    "Austria": ("AT", None),
    "Belgium": ("BE", None),
    "Canada": ("CA", None),
    "Denmark": ("DK", None),
    "England and Wales": ("GB", "ENG"),
    "Finland": ("FI", None),
    "France": ("FR", None),
    "Germany": ("DE", None),
    "Ireland": ("IE", None),
    "Italy": ("IT", None),
    "Japan": ("JP", None),
    "Netherlands": ("NL", None),
    "New Zealand": ("NZ", None),
    "Northern Ireland": ("GB", "NIR"),
    "Norway": ("NO", None),
    "Poland": ("PL", None),
    "Portugal": ("PT", None),
    "Scotland": ("GB", "SCT"),
    "Spain": ("ES", None),
    "Sweden": ("SE", None),
    "US federal": ("US", None),
}


def document(name: str, country: str, subdivision: str | None) -> dict[str, object]:
    """The calendar `name` as it is stored: ISO weekdays of the weekend, and every public holiday."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    found = holidays.country_holidays(country, subdiv=subdivision, years=years)
    return {
        "name": name,
        "version": VERSION,
        "source": f"holidays {holidays.__version__}, country {country}, subdivision {subdivision or 'none'}",
        "first": f"{FIRST_YEAR}-01-01",
        "last": f"{LAST_YEAR}-12-31",
        "weekend": [6, 7],
        "holidays": sorted(day.isoformat() for day in found if day.isoweekday() < 6),
    }


def main() -> None:
    """Write one file per calendar beside this script."""
    here = Path(__file__).resolve().parent
    for name, (country, subdivision) in CALENDARS.items():
        file = here / f"{name.lower().replace(' ', '-')}.json"
        text = json.dumps(document(name, country, subdivision), indent=1, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
