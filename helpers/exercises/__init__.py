"""Predictions and self-checked exercises; one module for each page."""

from helpers.exercises.prediction import REVEALS, predict
from helpers.exercises.question import check_fingerprint, fingerprint_loss

__all__ = ["REVEALS", "check_fingerprint", "fingerprint_loss", "predict"]
