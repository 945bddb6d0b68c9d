"""The page of a class, and its tables, as files."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

import jinja2

from helpers.classroom import tables
from helpers.classroom.asked import EXERCISE, PAGES, misconception
from helpers.classroom.counting import (
    NOT_YET,
    Count,
    count,
    did_it_help,
    understood,
)
from helpers.classroom.pictures import bars
from helpers.classroom.reading import read
from helpers.drawing.parts import Still

TO = Path("build")
TEMPLATE = Path(__file__).with_name("class.html.j2")


def collect(
    folder: str | os.PathLike, to: str | os.PathLike = TO
) -> list[str]:
    """Read a class's files of answers, and write what they add up to.

    Writes `class.html`, a page for the projector; `class.csv`, every answer;
    and `points_moodle.csv` and `points_canvas.csv`, points for each page.

    Parameters
    ----------
    folder : path
        Has the files `answers.json`, in it or in folders in it, under these
        or other names that end in .json or .txt.
    to : path
        The folder to write to; it is made if it is missing.

    Returns
    -------
    list of str
        What was written, and a sentence for each file that was skipped.

    Raises
    ------
    ValueError
        If there is no such folder.
    """
    learners, said = read(folder)
    place = Path(to)
    place.mkdir(parents=True, exist_ok=True)
    page = render(count(learners), len(learners), said)
    (place / "class.html").write_text(page, "utf-8")
    tables.write(place / "class.csv", tables.answers(learners))
    tables.write(place / "points_moodle.csv", tables.moodle(learners))
    tables.write(place / "points_canvas.csv", tables.canvas(learners))
    what = f"{len(learners)} learner{'' if len(learners) == 1 else 's'}"
    return [f"The answers of {what} are in {place / 'class.html'}.", *said]


def render(counts: Sequence[Count], learners: int, said: list[str]) -> str:
    """The page, as HTML that loads and runs nothing.

    Parameters
    ----------
    counts : list of Count
    learners : int
    said : list of str
        Sentences for its end.

    Returns
    -------
    str
    """
    environment = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    answered = [one for one in counts if one.learners]
    pages = {
        page: [one for one in answered if one.asked.page == page]
        for page in PAGES
    }
    right = understood(counts)
    return environment.from_string(TEMPLATE.read_text("utf-8")).render(
        learners=learners,
        overview=bars("Right answers by page.", right) if right else None,
        advice=_advice(right),
        ideas=did_it_help(counts),
        pages={page: some for page, some in pages.items() if some},
        pictures={one.asked.key: _picture(one) for one in answered},
        behind={one.asked.key: _behind(one) for one in answered},
        png=_png,
        said=said,
    )


def _picture(count: Count) -> Still:
    return bars(
        count.asked.text,
        {answer: (n, count.learners) for answer, n in count.bars.items()},
        _right(count),
    )


def _right(count: Count) -> Collection[str]:
    """Which of its bars are right."""
    if count.asked.kind == EXERCISE:
        return set(count.bars) - {NOT_YET}
    return count.asked.chosen(count.asked.right) or ()


def _behind(count: Count) -> list[tuple[str, int, str]]:
    """Wrong answers that were given: by how many, and what is said to them.

    The picture has the numbers of a question.
    """
    if count.asked.kind == EXERCISE:
        return [
            (answer, times, misconception(count.asked.key, answer))
            for answer, times in count.wrong
        ]
    return [
        (option, 0, said)
        for option, said in count.asked.options.items()
        if count.bars[option] and option not in _right(count)
    ]


def _advice(right: dict[str, tuple[int, int]]) -> str:
    if not right:
        return ""
    shares = {page: some / total for page, (some, total) in right.items()}
    weakest = min(shares, key=lambda page: shares[page])
    if shares[weakest] == 1:
        return "None: all that was asked was answered right."
    some, total = right[weakest]
    return f"{weakest}, where {some} of {total} were right."


def _png(picture: Still) -> str:
    bundle, _ = picture._repr_mimebundle_()
    return bundle["image/png"]
