"""Tables of a class for spreadsheets and for the gradebooks of schools."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from helpers.classroom.asked import everything
from helpers.classroom.counting import first_choice, points
from helpers.classroom.reading import Learner

# What a spreadsheet would take for a formula; some take the wide ones too.
FORMULA = tuple("=+-@＝＋－＠")
COLUMNS = (
    *("learner", "file", "page", "kind", "question", "first answer"),
    *("first right", "last answer", "last right", "tries", "time"),
)


def answers(learners: Sequence[Learner]) -> list[list]:
    """A row for everything that a learner answered.

    Parameters
    ----------
    learners : list of Learner

    Returns
    -------
    list of list
        The first row has the names of the columns.
    """
    rows: list[list] = [list(COLUMNS)]
    for learner in learners:
        for asked in everything():
            tries = learner.tries.get(asked.key, [])
            first = first_choice(tries)
            if first is None:
                continue
            last = tries[-1]
            rows.append(
                [
                    *(learner.shown, learner.file, asked.page, asked.label),
                    *(asked.text, first.answer, int(first.right)),
                    *(last.answer or "", int(last.right)),
                    *(len(tries), first.time),
                ]
            )
    return rows


def moodle(learners: Sequence[Learner]) -> list[list]:
    """Points as Moodle's gradebook imports them (*Import → CSV file*).

    There `username` is mapped to the field of the same name, and each page to
    a grade item, or to a new one.

    Parameters
    ----------
    learners : list of Learner

    Returns
    -------
    list of list
    """
    rows: list[list] = [["username", "name", *map(_item, _pages())]]
    for learner in learners:
        earned = [have for have, _ in points(learner).values()]
        rows.append([learner.login, learner.name, *earned])
    return rows


def canvas(learners: Sequence[Learner]) -> list[list]:
    """Points as Canvas' gradebook imports them.

    It looks for these columns in this order, and for the points that are
    possible in the row below. Learners are found by *SIS Login ID*.

    Parameters
    ----------
    learners : list of Learner

    Returns
    -------
    list of list
    """
    rows: list[list] = [
        ["Student", "ID", "SIS Login ID", "Section", *map(_item, _pages())],
        ["    Points Possible", "", "", "", *_pages().values()],
    ]
    for learner in learners:
        earned = [have for have, _ in points(learner).values()]
        rows.append([learner.shown, "", learner.login, "", *earned])
    return rows


def _pages() -> dict[str, int]:
    """The most points for each page."""
    nobody = Learner("", "", "", {})
    return {page: most for page, (_, most) in points(nobody).items()}


def _item(page: str) -> str:
    return f"Accuracy 0: {page}"


def write(path: Path, rows: Iterable[Sequence]) -> None:
    """Write rows as CSV, none of which a spreadsheet takes for a formula.

    Parameters
    ----------
    path : Path
    rows : iterable of sequence
    """
    # Excel knows UTF-8 by its mark; Moodle and Canvas take it or leave it.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([map(_cell, row) for row in rows])


def _cell(value: object) -> object:
    if isinstance(value, str) and value.lstrip().startswith(FORMULA):
        return value if _is_number(value) else f"'{value}"
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii()
