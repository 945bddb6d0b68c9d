"""Results as pictures; one module for each page of the course."""

from helpers.plots.final_relu import FinalReluPicture, first_updates
from helpers.plots.metric import MetricPicture, verdicts
from helpers.plots.question import (
    TITLES,
    QuestionPicture,
    alternative_text,
    question,
)

__all__ = [
    "TITLES",
    "FinalReluPicture",
    "MetricPicture",
    "QuestionPicture",
    "alternative_text",
    "first_updates",
    "question",
    "verdicts",
]
