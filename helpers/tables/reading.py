"""Reads two columns of numbers from a text, as people paste them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from helpers.tables.value import FEWEST, LARGEST, MOST, Table, is_name
from helpers.wording.errors import WrongValue
from helpers.wording.fields import instance_of, shown

LONGEST = 10**6  # characters
HINT = (
    "Each row has two numbers, x and y, with a tab, a semicolon, a comma or "
    "blanks between. Try rows such as 1.5; 20."
)
# What stands between the columns, and the decimal sign. The first that fits
# all rows is taken: a comma is no decimal sign where it can be a separator.
WAYS = [
    ("tabs", "\t", "."),
    ("tabs", "\t", ","),
    ("semicolons", ";", "."),
    ("semicolons", ";", ","),
    ("commas", ",", "."),
    ("blanks", None, "."),
    ("blanks", None, ","),
]
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.I)
_text = instance_of(str, "a text with a row on each line", '"1; 2"')


class Reading(NamedTuple):
    """A table, and how its text was understood.

    Attributes
    ----------
    table : Table
    understood : str
        A sentence.
    """

    table: Table
    understood: str


class _Attempt(NamedTuple):
    """One way to read a text: how far it led.

    Attributes
    ----------
    words : str
    rows : list of (float, float)
    names : list of str
        Of the columns; empty if no row has them.
    problem : str
        Why it ends there; empty if all rows are read.
    columns : int
        Of the row that it ends at.
    """

    words: str
    rows: list[tuple[float, float]]
    names: list[str]
    problem: str = ""
    columns: int = 2


def read_table(text: object) -> Reading:
    """Read a table that somebody pasted.

    Columns are separated by tabs, semicolons, commas or blanks, all rows in
    the same way; numbers have a decimal point, or a comma where that does
    not separate the columns. The first row may have names. Empty lines do
    not matter.

    Parameters
    ----------
    text : str

    Returns
    -------
    Reading

    Raises
    ------
    TypeError, ValueError
        A sentence: which row cannot be read and why, and what to try.
    """
    text = _text("The table", text, HINT)
    if len(text) > LONGEST:
        raise WrongValue(
            f"The table must have no more than {LONGEST:,} characters, not "
            f"{len(text):,}. Try a part of its rows."
        )
    text = text.removeprefix("\ufeff").replace("−", "-").replace("\xa0", " ")
    # As an editor counts them, from 1.
    lines = [
        (at, line)
        for at, line in enumerate(re.split(r"\r\n|\r|\n", text), 1)
        if line.strip()
    ]
    if len(lines) > MOST + 1:
        raise WrongValue(
            f"The table must have no more than {MOST:,} rows, not "
            f"{len(lines):,}. Try a part of them, such as every tenth."
        )
    if not lines:
        raise WrongValue(f"The table must have rows, and has none. {HINT}")
    attempts = [_attempt(lines, *way) for way in WAYS]
    whole = [attempt for attempt in attempts if not attempt.problem]
    if not whole:
        farthest = max(
            attempts, key=lambda a: (len(a.rows), a.columns == 2, a.columns)
        )
        raise WrongValue(f"{farthest.problem} {HINT}")
    return _reading(whole[0])


def _attempt(
    lines: list[tuple[int, str]],
    between: str,
    separator: str | None,
    decimal: str,
) -> _Attempt:
    sign = ", with decimal commas" if decimal == "," else ""
    attempt = _Attempt(f"{between} between the columns{sign}", [], [])
    for place, (at, line) in enumerate(lines):
        cells = list(_cells(line, separator))
        numbers = [_as_number(cell, decimal) for cell in cells]
        if place == 0 and all(map(_is_word, cells)):
            attempt.names.extend(cells)
            continue
        problem = _problem(cells, numbers)
        if problem:
            row = shown(line.replace("\t", " ").strip())
            return attempt._replace(
                problem=f"Row {at}, {row}, {problem}.",
                columns=len(cells),
            )
        attempt.rows.append((numbers[0], numbers[1]))  # type: ignore
    return attempt


def _cells(line: str, separator: str | None) -> Iterator[str]:
    """The cells of a row; empty ones at its end are none."""
    for cell in line.rstrip(f"{separator or ''} \t").split(separator):
        cell = cell.strip()
        quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
        yield cell[1:-1].strip() if quoted else cell


def _as_number(cell: str, decimal: str) -> float | None:
    if decimal == ",":
        cell = "" if "." in cell else cell.replace(",", ".", 1)
    return float(cell) if _NUMBER.fullmatch(cell) else None


def _is_word(cell: str) -> bool:
    is_number = _NUMBER.fullmatch(cell.replace(",", ".", 1))
    return any(map(str.isalpha, cell)) and not is_number


def _problem(cells: list[str], numbers: list[float | None]) -> str:
    """Why these cells are no row, as the end of a sentence."""
    if len(cells) == 1 and numbers[0] is not None:
        return "must have two numbers, and has one"
    if len(cells) != 2:
        count = len(cells)
        problem = f"must have two columns, not {count}"
        if count == 4 and not any("." in cell for cell in cells):
            problem += " (is the comma a decimal sign? Then try semicolons)"
        return problem
    for cell, number in zip(cells, numbers, strict=True):
        if number is None and not cell:
            return "must have two numbers, and one is missing"
        if number is None:
            return f"must have two numbers, and {shown(cell)} is no number"
        if abs(number) > LARGEST:
            return (
                f"must have numbers from −10⁹ to 10⁹, not {shown(cell)} "
                "(another unit helps, such as thousands)"
            )
    return ""


def _reading(attempt: _Attempt) -> Reading:
    rows = len(attempt.rows)
    if rows < FEWEST:
        raise WrongValue(
            f"The table must have at least {FEWEST} rows with numbers, not "
            f"{rows}: some are to train on, some to validate and to test. "
            f"{HINT}"
        )
    x, y = np.transpose(attempt.rows)
    given = attempt.names if len(attempt.names) == 2 else ["", ""]
    x_name, y_name = (
        name if is_name(name) else usual
        for name, usual in zip(given, "xy", strict=True)
    )
    table = Table(x, y, x_name, y_name)
    understood = f"{rows:,} rows, {attempt.words}"
    if attempt.names:
        understood += "; the first row has names"
    return Reading(table, f"{understood}.")
