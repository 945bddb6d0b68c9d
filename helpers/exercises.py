"""Predictions and self-checked exercises, from all pages."""

from helpers.pages.final_relu import exercise as final_relu
from helpers.pages.final_relu.exercise import check_by_hand
from helpers.pages.fixes import exercise as fixes
from helpers.pages.fixes.exercise import PATIENT, check_repair
from helpers.pages.inputs import exercise as inputs
from helpers.pages.inputs.exercise import check_one_step
from helpers.pages.metric import exercise as metric
from helpers.pages.metric.exercise import check_accuracy_inputs
from helpers.pages.playground import exercise as playground
from helpers.pages.playground.exercise import (
    check_fewest_units,
    check_with_relu,
)
from helpers.pages.question import exercise as question
from helpers.pages.question.exercise import check_fingerprint, fingerprint_loss
from helpers.pages.shared.marking import Marking, Several
from helpers.pages.shared.prediction import Prediction, prepared
from helpers.pages.shared.self_test import self_test
from helpers.pages.your_turn import exercise as your_turn
from helpers.pages.your_turn.exercise import check_treatment
from helpers.pages.your_turn.investigation import investigate
from helpers.pages.your_turn.opinions import second_opinions
from helpers.pages.your_turn.patients import (
    DIES,
    EXPLODES,
    FLATTENS,
    MEMORISES,
    SUSPICIOUS,
    TOPS_OUT,
)

# What each choice reveals: kept with the page's helpers, so that the notebook
# does not give the answer away. The right option's text begins with "Yes.".
REVEALS = (
    question.REVEALS
    | metric.REVEALS
    | inputs.REVEALS
    | final_relu.REVEALS
    | fixes.REVEALS
    | playground.REVEALS
    | your_turn.REVEALS
)

__all__ = [
    "DIES",
    "EXPLODES",
    "FLATTENS",
    "MEMORISES",
    "PATIENT",
    "REVEALS",
    "SUSPICIOUS",
    "TOPS_OUT",
    "check_accuracy_inputs",
    "check_by_hand",
    "check_fewest_units",
    "check_fingerprint",
    "check_one_step",
    "check_repair",
    "check_treatment",
    "check_with_relu",
    "fingerprint_loss",
    "investigate",
    "predict",
    "second_opinions",
    "self_test",
]


def predict(question: str) -> Prediction | Marking:
    """Ask for a prediction before a result is shown.

    Parameters
    ----------
    question : str
        One of `REVEALS`.

    Returns
    -------
    Prediction or Marking
        The second where any number of options may be right.

    Raises
    ------
    ValueError
        If there is no such question.
    """
    reveals = REVEALS.get(question) if isinstance(question, str) else None
    if isinstance(reveals, Several):
        return Marking(question, reveals)
    return prepared(question, REVEALS)
