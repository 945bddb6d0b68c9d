import numpy as np
import pytest
from pages import NOTEBOOKS, predictions, read

from helpers.diagnosis import constant_behind
from helpers.exercises import (
    REVEALS,
    check_fingerprint,
    fingerprint_loss,
    predict,
)
from helpers.exercises.question import FINGERPRINT_ANSWER


def reveal(question, option):
    widget = predict(question, list(REVEALS[question]))
    chosen = next(b for b in widget._buttons if b.description == option)
    chosen.click()
    return widget, widget._reveal.value


@pytest.mark.parametrize("question", REVEALS)
def test_each_choice_reveals_its_own_answer_and_commits(question):
    texts = set()
    for option in REVEALS[question]:
        widget, text = reveal(question, option)
        assert all(button.disabled for button in widget._buttons)
        texts.add(text)
    assert len(texts) == len(REVEALS[question])


@pytest.mark.parametrize("question", REVEALS)
def test_exactly_one_choice_is_right(question):
    right = [t for t in REVEALS[question].values() if t.startswith("Yes.")]
    assert len(right) == 1


def test_nothing_is_revealed_before_a_choice():
    question, options = next(iter(REVEALS.items()))
    widget = predict(question, list(options))
    assert widget._reveal.value == ""
    text = widget._repr_mimebundle_()["text/plain"]
    assert question in text and all(option in text for option in options)
    assert not any(answer in text for answer in options.values())


def test_the_options_are_those_that_are_prepared_unless_given():
    question, prepared = next(iter(REVEALS.items()))
    assert predict(question)._options == list(prepared)
    turned = list(reversed(prepared))
    assert predict(question, turned)._options == turned


def test_unknown_questions_and_options_are_refused_with_a_sentence():
    with pytest.raises(ValueError, match="no answer prepared"):
        predict("What is 1 + 1?", ["2", "3"])
    with pytest.raises(ValueError, match="other options"):
        predict(next(iter(REVEALS)), ["yes", "no"])


def test_every_prepared_question_is_asked_somewhere():
    asked = {
        question
        for page in NOTEBOOKS
        for question, _ in predictions(read(page))
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


def test_feedback_shows_without_quotes():
    assert repr(check_fingerprint(0)) == str(check_fingerprint(0))
