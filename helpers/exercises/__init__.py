"""Predictions and self-checked exercises; one module for each page."""

from helpers.exercises.final_relu import check_by_hand
from helpers.exercises.inputs import check_one_step
from helpers.exercises.metric import check_accuracy_inputs
from helpers.exercises.prediction import REVEALS, predict
from helpers.exercises.question import check_fingerprint, fingerprint_loss

__all__ = [
    "REVEALS",
    "check_accuracy_inputs",
    "check_by_hand",
    "check_fingerprint",
    "check_one_step",
    "fingerprint_loss",
    "predict",
]
