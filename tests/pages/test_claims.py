"""Every number that a notebook states in prose is recomputed here.

The room of each page has its `claims`. A claim is a phrase of the notebook
with its numbers left out; they are computed, written in, and the result must
stand in the notebook. A number of three or more digits that no claim covers
is a failure.
"""

import importlib
import re

import pytest
from notebook_files import NOTEBOOKS, questions, read, room

from helpers.exercises import REVEALS


def prose(page):
    """All text of a page, reveals too, as one line, without addresses."""
    notebook = read(page)
    cells = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    for question, _ in questions(notebook):
        cells += [question, *REVEALS[question].values()]
    text = re.sub(r"https?://\S+", "", " ".join(cells))
    return " ".join(text.split())


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_every_number_in_prose_is_computed(page):
    text = rest = prose(page)
    claims = importlib.import_module(f"pages.{room(page)}.claims").claims
    for claim in claims():
        assert claim in text, f"not in {page}: {claim}"
        rest = rest.replace(claim, " ")
    numbers = re.findall(r"\d[\d.,]*", rest)
    unclaimed = [n for n in numbers if len(re.sub(r"\D", "", n)) >= 3]
    assert not unclaimed, f"{page} states {unclaimed}, and no claim does"
