"""Predictions and self-checked exercises; one module for each page."""

from helpers.exercises.final_relu import check_by_hand
from helpers.exercises.fixes import PATIENT, check_repair
from helpers.exercises.inputs import check_one_step
from helpers.exercises.metric import check_accuracy_inputs
from helpers.exercises.playground import (
    check_fewest_units,
    check_with_relu,
)
from helpers.exercises.prediction import REVEALS, predict
from helpers.exercises.question import check_fingerprint, fingerprint_loss
from helpers.exercises.self_test import self_test
from helpers.exercises.your_turn import check_treatment

__all__ = [
    "PATIENT",
    "REVEALS",
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
