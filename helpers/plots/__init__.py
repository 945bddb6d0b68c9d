"""Results as pictures; one module for each page of the course."""

from helpers.plots.final_relu import FinalReluPicture, first_updates
from helpers.plots.fixes import before_after, fix_outcomes
from helpers.plots.metric import MetricPicture, verdicts
from helpers.plots.patients import visit
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
    "before_after",
    "first_updates",
    "fix_outcomes",
    "question",
    "verdicts",
    "visit",
]
