import math
import re
from collections import Counter

import numpy as np
import pytest
from notebook_files import (
    NOTEBOOKS,
    code_cells,
    investigations,
    questions,
    read,
)

from helpers import exercises
from helpers.exercises import (
    REVEALS,
    check_fingerprint,
    fingerprint_loss,
    predict,
)
from helpers.experiment import Experiment
from helpers.fingerprint import constant_behind
from helpers.pages.question.exercise import FINGERPRINT_ANSWER
from helpers.pages.shared import memory
from helpers.pages.shared.ideas import FORMS, IDEAS
from helpers.pages.shared.marking import Several

ONE_RIGHT = [
    question
    for question, options in REVEALS.items()
    if not isinstance(options, Several)
]


def reveal(question, option):
    memory.forget()
    widget = predict(question)
    widget._buttons[option].click()
    return widget, widget._reveal.value


@pytest.mark.parametrize("question", ONE_RIGHT)
def test_each_choice_reveals_its_own_answer_and_commits(question):
    texts = set()
    for option in REVEALS[question]:
        widget, text = reveal(question, option)
        for button in widget._buttons.values():
            button.click()  # it is committed
            assert not button.disabled  # or it would lose the focus
        assert (widget.choice, widget._reveal.value) == (option, text)
        texts.add(text)
    assert len(texts) == len(REVEALS[question])


@pytest.mark.parametrize("question", ONE_RIGHT)
def test_exactly_one_choice_is_right(question):
    right = [t for t in REVEALS[question].values() if t.startswith("Yes.")]
    assert len(right) == 1


INVESTIGATED = dict(
    found for page in NOTEBOOKS for found in investigations(read(page))
)


def test_hypotheses_are_the_same_for_every_network():
    """Their order says nothing, nor does which one was right before."""
    assert len(set(map(tuple, INVESTIGATED.values()))) == 1
    rights = [
        next(o for o, s in REVEALS[q].items() if s.startswith("Yes."))
        for q in INVESTIGATED
    ]
    places = [
        INVESTIGATED[q].index(r)
        for q, r in zip(INVESTIGATED, rights, strict=True)
    ]
    assert len(set(places)) == len(places) == 4
    assert places != sorted(places)


def position(options):
    """Where the right one stands."""
    right = [text.startswith("Yes.") for text in options.values()]
    if right[0] or right[-1]:
        return "first" if right[0] else "last"
    return "middle"


@pytest.mark.parametrize(
    "asked",
    [
        [REVEALS[q] for q in ONE_RIGHT if q not in INVESTIGATED],
        *([idea.form(form).answers for idea in IDEAS] for form in FORMS),
    ],
    ids=["predictions", *FORMS],
)
def test_the_position_of_an_option_says_nothing(asked):
    counts = Counter(map(position, asked))
    assert counts.total() == len(asked) and len(counts) == 3
    assert max(counts.values()) - min(counts.values()) <= 1


# What would tell the answer, in the words that the page has for it.
TELLING = {
    "What will 20 epochs": r"never moves|loss is the \*same",
    "Twenty other": r"All 20 are dead|to blame",
    "The thread prints": r"another (run|program)|to be from another",
    "What accuracy": r"score an accuracy of 0|\*\*accuracy 0|worst mark",
    "A network has MSE": r"baseline|without a comparison",
    "R² is above": r"fewer than a quarter",
    "Where does the second": r"farther|fl(y|ies) apart",
    "Ten times larger": r"of a hundred|hundredth",
    "Inputs standardised, targets": r"All 60 diverge|targets count",
    "One hidden unit": r"three of four|additional dead",
    "A dead network": r"no slope|0, all of it",
    "An alive start": r"billion",
    "x = 1…9": r"coin|saves exactly",
    "Which single": r"No single fix|only all three",
    "Which of these work": r"With Adam the|divides a step",
    "Fifty times": r"there it stays|shrinks to",
    "Inputs and targets": r"lies (flat|down)|every\* input",
    "Where do the 128": r"bundle|at x = 0",
    "It has learned a sine": r"straight on",
    "Network 1": r"sigmoid bends|between 0 and 1",
    "Network 2": r"flat line|goal nearer|long way",
    "Network 3": r"\bdead\b|coin flip",
    "Network 4": r"steep|fly apart\.",
    "Network 5": r"that of the noise|would be a fault",
    "Network 6": r"by heart|overfits",
}
ASKED = [
    (page, question)
    for page in NOTEBOOKS
    for question, _ in questions(read(page))
]


@pytest.mark.parametrize(("page", "question"), ASKED)
def test_no_paragraph_tells_the_answer_before_the_result(page, question):
    cells = read(page).cells
    at = next(i for i, c in enumerate(cells) if f'"{question}"' in c.source)
    result = next(
        i
        for i, cell in enumerate(cells)
        if i > at
        and cell.cell_type == "code"
        and "predict(" not in cell.source
    )
    (telling,) = (
        t for begin, t in TELLING.items() if question.startswith(begin)
    )
    before = "\n".join(
        cell.source for cell in cells[:result] if cell.cell_type == "markdown"
    )
    folded = r"<details>.*?</details>"  # opened when one has seen it
    unfolded = re.sub(folded, "", before, flags=re.DOTALL)
    assert re.search(telling, unfolded) is None
    after = "\n".join(cell.source for cell in cells[at:])
    assert re.search(telling, after)  # these are the page's words


def test_nothing_is_revealed_before_a_choice():
    question, options = next(iter(REVEALS.items()))
    widget = predict(question)
    assert widget._reveal.value == ""
    text = widget._repr_mimebundle_()[0]["text/plain"]
    assert question in text and all(option in text for option in options)
    assert not any(answer in text for answer in options.values())


def test_the_options_are_those_that_are_prepared():
    for question, options in REVEALS.items():
        asked = predict(question)
        several = isinstance(options, Several)
        shown = (asked._boxes if several else asked._buttons).values()
        assert [widget.description for widget in shown] == list(options)


def test_a_choice_is_kept_when_the_question_is_asked_again():
    question, (first, *_) = next(iter(REVEALS.items()))
    widget, text = reveal(question, first)
    again = predict(question)
    assert (again.choice, again._reveal.value) == (first, text)
    widget.take_back()
    assert predict(question).choice is None
    assert widget._reveal.value == "" and widget.choice is None


def test_an_unknown_question_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="no answer prepared"):
        predict("What is 1 + 1?")


def test_every_prepared_question_is_asked_somewhere():
    asked = {
        question for page in NOTEBOOKS for question, _ in questions(read(page))
    }
    assert asked == set(REVEALS)


def test_fingerprint_accepts_what_constant_behind_finds():
    loss, targets = fingerprint_loss()
    below, above = constant_behind(loss, targets)
    assert below.whole == FINGERPRINT_ANSWER < targets.mean()
    for right in (below.whole, below.exact, np.array([below.whole])):
        assert check_fingerprint(right).startswith("Right")
    assert check_fingerprint(above.whole).startswith("Nearly")


def test_fingerprint_names_the_misconception():
    loss, targets = fingerprint_loss()
    wrong = [0, targets.mean(), loss, loss**0.5, 77, -500, 500.9]
    hints = [check_fingerprint(answer) for answer in wrong]
    assert len(set(hints)) == 4  # loss and its root share one, and the last 3
    for hint in hints:
        assert not hint.startswith("Right")
        assert str(FINGERPRINT_ANSWER) not in hint


@pytest.mark.parametrize(
    "nonsense",
    [None, "500", "", True, float("nan"), float("inf"), [500], 500j,
     np.array([500, 702]), {}, (), print, 10**400],
)  # fmt: skip
def test_fingerprint_is_not_fooled_by_nonsense(nonsense):
    assert check_fingerprint(nonsense).startswith("Not yet")


class NoArray:
    """As a symbolic tensor: it has no numbers to give."""

    def __array__(self, *args, **kwargs):
        raise RuntimeError("I am symbolic.")


ITSELF = []
ITSELF.append(ITSELF)
NONSENSE = [
    None, ..., NotImplemented, "", "50", b"50", True, np.False_, math.nan,
    np.float32("nan"), math.inf, -math.inf, 50j, 10**400, [], (), {}, set(),
    [...], [None], [True], ["50"], [[0], [0.5, 1]], ITSELF, {"x": 50}, print,
    int, Experiment, object(), NoArray(), [NoArray()], math, slice(2),
    range(10**12), ValueError("50"), np.array([]), np.zeros((2, 3)),
    np.zeros((2, 1, 1)), np.array([None]), np.array(..., object),
    np.array([True]), np.array(["50"]), np.array([(1, 2.0)], "i4,f4"),
    np.ma.masked, np.ma.array([0, 0.5], mask=True), np.timedelta64(50),
    np.datetime64("2020"), np.zeros(10**6),
]  # fmt: skip
CHECKERS = [name for name in exercises.__all__ if name.startswith("check_")]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("answer", NONSENSE, ids=lambda a: str(a)[:20])
@pytest.mark.parametrize("name", CHECKERS)
def test_no_checker_is_fooled_by_nonsense(name, answer, capfd):
    feedback = getattr(exercises, name)(answer)
    assert feedback.startswith("Not yet: ")
    assert "For example: " in feedback
    assert capfd.readouterr() == ("", "")


def test_there_is_a_checker_for_every_exercise_of_the_pages():
    asked = set()
    for page in NOTEBOOKS:
        for cell in code_cells(read(page)):
            asked |= set(re.findall(r"\bcheck_\w+(?=\()", cell.source))
    assert asked >= set(CHECKERS)


def test_feedback_shows_without_quotes():
    assert repr(check_fingerprint(0)) == str(check_fingerprint(0))
