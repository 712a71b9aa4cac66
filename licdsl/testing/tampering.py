"""An attacker with full access to the database file: every field altered, every row moved.

Works on any SQLite file: tables, columns and keys are read from the file itself. A `Tampering` is
applied to a copy; triggers on the table are dropped for the act and put back, as an attacker would.

    for tampering in tamperings(path):
        if tampering.apply(copy):        # False where it changes nothing
            assert not passes(copy) or tampering.undetectable
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Value = bytes | str | int | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Tampering:
    """One change to one table: statements with their values, and a name that says what they do."""

    name: str
    table: str
    statements: tuple[tuple[str, Row], ...]
    undetectable: bool = False

    def apply(self, path: Path) -> bool:
        """Make the change in the database at `path`; False where it is refused or changes nothing."""
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            triggers = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (self.table,)
            ).fetchall()
            before = _content(connection, self.table)
            connection.execute("PRAGMA synchronous=OFF")  # a copy that lives for one question
            connection.execute("PRAGMA journal_mode=MEMORY").fetchall()
            connection.execute("BEGIN")
            try:
                for name, _ in triggers:
                    connection.execute(f'DROP TRIGGER "{name}"')
                for statement, values in self.statements:
                    connection.execute(statement, values)
                for _, sql in triggers:
                    connection.execute(sql)
            except (sqlite3.IntegrityError, sqlite3.OperationalError):
                connection.execute("ROLLBACK")
                return False
            connection.execute("COMMIT")
            return _content(connection, self.table) != before


def tamperings(path: Path, only: Collection[str] | None = None) -> Iterator[Tampering]:
    """Every change to every table at `path`, or to those in `only`.

    Fields are altered, rows deleted, swapped with the next one, and copied under another key.
    """
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall()
        found = [
            each
            for (table,) in tables
            if not table.startswith("sqlite_") and (only is None or table in only)
            for each in _table(connection, table)
        ]
    yield from found


def survivors(
    path: Path, scratch: Path, passes: Callable[[Path], bool], only: Collection[str] | None = None
) -> Iterator[Tampering]:
    """The tamperings that `passes(scratch)` does not notice and that are not known to be undetectable.

    `path` is a database at rest (no WAL beside it); `scratch` is overwritten with a copy each time.
    """
    original = path.read_bytes()
    scratch.touch()
    for tampering in tamperings(path, only):
        _overwrite(scratch, original)
        if tampering.apply(scratch) and not tampering.undetectable and passes(scratch):
            yield tampering


def _overwrite(path: Path, data: bytes) -> None:
    """Put `data` in place of what the file holds; quicker than a new file, two thousand times."""
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()


def at_rest(path: Path, copy: Path) -> None:
    """Copy the database at `path` to `copy`, with nothing left in a WAL."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE").fetchall()


def _content(connection: sqlite3.Connection, table: str) -> list[tuple[tuple[str, Value], ...]]:
    rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - the file's own names
    return sorted((tuple((type(value).__name__, value) for value in row) for row in rows), key=repr)


def _table(connection: sqlite3.Connection, table: str) -> Iterator[Tampering]:
    columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
    names = [column[1] for column in columns]
    keys = [column[1] for column in sorted(columns, key=lambda column: column[5]) if column[5]] or ["rowid"]
    select = ", ".join(f'"{name}"' for name in [*keys, *names])
    order = ", ".join(f'"{key}"' for key in keys)
    rows = connection.execute(f'SELECT {select} FROM "{table}" ORDER BY {order}').fetchall()  # noqa: S608 - own names
    where = " AND ".join(f'"{key}" IS ?' for key in keys)
    for number, row in enumerate(rows):
        key, values = row[: len(keys)], row[len(keys) :]
        last = number == len(rows) - 1
        yield from _fields(table, names, values, where, key)
        yield _deletion(table, where, key, last=last)
        yield from _copies(table, names, keys, values)
        if not last:
            yield from _swaps(table, names, keys, where, row, rows[number + 1])


def _fields(table: str, names: list[str], values: Row, where: str, key: Row) -> Iterator[Tampering]:
    for name, value in zip(names, values, strict=True):
        for what, altered in alterations(value):
            statement = f'UPDATE "{table}" SET "{name}" = ? WHERE {where}'  # noqa: S608 - own names
            text = f"{table}.{name} of {_shown(key)}: {what}"
            yield Tampering(text, table, ((statement, (altered, *key)),), table == "cosignature")


def _deletion(table: str, where: str, key: Row, *, last: bool) -> Tampering:
    superseded = table == "checkpoint" and not last
    statement = f'DELETE FROM "{table}" WHERE {where}'  # noqa: S608 - own names
    return Tampering(
        f"{table} {_shown(key)}: deleted", table, ((statement, key),), superseded or table == "cosignature"
    )


def _copies(table: str, names: list[str], keys: list[str], values: Row) -> Iterator[Tampering]:
    """The row once more, under each other value of the last column of its key."""
    if keys == ["rowid"]:
        return
    column = names.index(keys[-1])
    marks = ", ".join("?" * len(names))
    for what, altered in alterations(values[column]):
        copy = (*values[:column], altered, *values[column + 1 :])
        statement = f'INSERT INTO "{table}" VALUES({marks})'
        text = f"{table} {_shown(values)}: copied, {keys[-1]} {what}"
        yield Tampering(text, table, ((statement, copy),), table == "cosignature")


def _swaps(
    table: str, names: list[str], keys: list[str], where: str, row: Row, other: Row
) -> Iterator[Tampering]:
    """The values of two neighbours exchanged: all that are no key, and each alone."""
    free = [name for name in names if name not in keys]
    here, there = (dict(zip(names, each[len(keys) :], strict=True)) for each in (row, other))
    for chosen in [free, *([name] for name in free if len(free) > 1)]:
        if not chosen:
            continue
        assignments = ", ".join(f'"{name}" = ?' for name in chosen)
        statement = f'UPDATE "{table}" SET {assignments} WHERE {where}'  # noqa: S608 - own names
        text = f"{table} {_shown(row[: len(keys)])}: {', '.join(chosen)} swapped with the next row"
        yield Tampering(
            text,
            table,
            (
                (statement, (*(there[name] for name in chosen), *row[: len(keys)])),
                (statement, (*(here[name] for name in chosen), *other[: len(keys)])),
            ),
            table == "cosignature",
        )


def alterations(value: Any) -> Iterator[tuple[str, Value]]:  # noqa: ANN401 - whatever the database holds
    """Other values for a field, with what was done: bits, lengths, signs, types, NULL."""
    if value is not None:
        yield "null", None
    if isinstance(value, bytes):
        yield from _bytes(value)
    elif isinstance(value, str):
        yield from (
            (what, altered.decode("latin-1")) for what, altered in _bytes(value.encode("latin-1", "replace"))
        )
        yield "a blob", value.encode("utf-8")
    elif isinstance(value, int):
        for other in (value + 1, value - 1, -value - 1, 0, 2**62, value ^ 1 << 20):
            yield f"{other}", other
        yield "a fraction", f"{value}.5"  # which the column's affinity makes a REAL
        yield "a word", "many"
        yield "a blob", str(value).encode()
    else:
        yield from (("zero", 0), ("an empty blob", b""), ("an empty text", ""), ("32 bytes", bytes(32)))


def _bytes(value: bytes) -> Iterator[tuple[str, bytes]]:
    for position in sorted({0, len(value) // 3, len(value) // 2, len(value) - 1}):
        for bit in (0, 5):
            if 0 <= position < len(value):
                flipped = bytes([value[position] ^ 1 << bit])
                yield (
                    f"bit {bit} of byte {position} flipped",
                    value[:position] + flipped + value[position + 1 :],
                )
    yield "one byte more", value + b"\x00"
    yield "one byte less", value[:-1]
    yield "empty", b""


def _shown(values: Row) -> str:
    return ", ".join(value.hex()[:8] if isinstance(value, bytes) else str(value)[:20] for value in values)
