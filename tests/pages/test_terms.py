"""No word is used before it is explained.

Each term of the course, with the page and the cell that explains it. It must
stand there, and in no earlier cell: not in its text, nor in what a prediction
asks and reveals.
"""

import re

import pytest
from notebook_files import NOTEBOOKS, questions, read

from helpers.exercises import REVEALS

# A regular expression, without regard to capitals; page; cell.
WORDS = [
    (r"\bweights?\b", "01", 4),
    (r"hidden units?", "01", 6),
    (r"\bbias(es)?\b", "01", 6),
    (r"\bReLUs?\b", "01", 6),
    (r"\bloss\b", "01", 8),
    (r"\boptimizer\b", "01", 8),
    (r"\bsgd\b", "01", 8),
    (r"\bbatch(es)?\b", "01", 8),
    (r"\bepochs?\b", "01", 8),
    (r"\bmse\b", "01", 8),
    (r"\bvalidation\b", "01", 10),
    (r"\bdead\b", "01", 16),
    (r"compiled engine", "01", 18),
    (r"R²", "01", 28),
    (r"\bmisfit\b", "01", 33),
    (r"ŷ", "02", 4),
    (r"\bmae\b", "02", 6),
    (r"\bmetrics?\b", "01", 39),
    (r"\bthreshold\b", "02", 11),
    (r"\bclass(es)?\b", "02", 11),
    (r"\bbaselines?\b", "02", 22),
    (r"keras\.ops", "02", 24),
    (r"\bstandardis\w+", "02", 30),
    (r"standard deviation", "02", 30),
    (r"\bgradients?\b", "03", 3),
    (r"critical rate", "03", 8),
    (r"\bbowls?\b", "03", 10),
    (r"\bcurvatures?\b", "03", 10),
    (r"power iteration", "03", 14),
    (r"\breplace\(", "03", 14),
    (r"\bdiverge[ds]?\b", "03", 22),
    (r"\bworse\*\*", "03", 22),
    (r"\bleaks?\b", "03", 28),
    (r"dead at birth|born dead", "04", 3),
    (r"\bneurons?\b", "04", 27),
    (r"\blinear\b", "05", 1),
    (r"\badam\b", "05", 12),
    (r"\bnormalise\w*", "05", 15),
    (r"\bbends?\b", "05", 29),
    (r"\bactivation\b", "05", 35),
    (r"\bsigmoid\b", "07", 0),
    (r"\bfindings?\b", "07", 5),
    (r"\btanh\b", "07", 8),
    (r"\boverfit\w*", "07", 33),
]
# Words of the trade that the course does without.
AVOIDED = ["chain rule", "Hessian", "eigenvalue", "hyperparameter", "logit"]


def said(page):
    """(number, text) of every cell that a reader has to understand."""
    for number, cell in enumerate(read(page).cells):
        if cell.cell_type == "markdown":
            yield number, re.sub(r"https?://\S+", "", cell.source)
    for number, cell in enumerate(read(page).cells):
        if cell.cell_type == "code":
            for question, options in questions(_of(cell)):
                reveals = REVEALS[question].values()
                yield number, "\n".join([question, *options, *reveals])
            # Of the code only what names a thing of Keras or of the course.
            used = re.findall(r"keras\.ops|\breplace\(", cell.source)
            yield number, " ".join(used)


class _of:
    def __init__(self, cell):
        self.cells = [cell]


def places(term):
    """Where a term stands, as (page, cell), the first one first."""
    return [
        (page[:2], number)
        for page in NOTEBOOKS
        for number, text in sorted(said(page), key=lambda cell: cell[0])
        if re.search(term, text, re.IGNORECASE)
    ]


@pytest.mark.parametrize(("term", "page", "cell"), WORDS)
def test_no_word_is_used_before_it_is_explained(term, page, cell):
    assert places(term)[0] == (page, cell)


@pytest.mark.parametrize("word", AVOIDED)
def test_the_course_does_without(word):
    assert places(re.escape(word)) == []
