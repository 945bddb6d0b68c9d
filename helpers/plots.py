"""Results as pictures; one module for each page of the course."""

from helpers.drawing.panels import (
    TITLES,
    QuestionPicture,
    alternative_text,
    question,
)
from helpers.pages.final_relu.picture import FinalReluPicture, first_updates
from helpers.pages.fixes.picture import before_after, fix_outcomes
from helpers.pages.metric.picture import MetricPicture, verdicts
from helpers.pages.your_turn.picture import visit

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
