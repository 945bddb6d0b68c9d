"""Predictions and self-checked exercises; one module for each page."""

from helpers.pages.final_relu.exercise import check_by_hand
from helpers.pages.fixes.exercise import PATIENT, check_repair
from helpers.pages.inputs.exercise import check_one_step
from helpers.pages.metric.exercise import check_accuracy_inputs
from helpers.pages.playground.exercise import (
    check_fewest_units,
    check_with_relu,
)
from helpers.pages.question.exercise import check_fingerprint, fingerprint_loss
from helpers.pages.shared.prediction import REVEALS, predict
from helpers.pages.your_turn.exercise import check_treatment
from helpers.pages.your_turn.patients import (
    DIES,
    EXPLODES,
    FLATTENS,
    SUSPICIOUS,
    TOPS_OUT,
)
from helpers.pages.your_turn.self_test import self_test

__all__ = [
    "DIES",
    "EXPLODES",
    "FLATTENS",
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
    "predict",
    "self_test",
]
