"""The live figures of the course, one function for each."""

from helpers.pages.final_relu.live import final_relu
from helpers.pages.fixes.live import fixes
from helpers.pages.inputs.live import one_weight, trainability_map
from helpers.pages.metric.live import metric
from helpers.pages.playground.live import playground
from helpers.pages.question.live import question

__all__ = [
    "final_relu",
    "fixes",
    "metric",
    "one_weight",
    "playground",
    "question",
    "trainability_map",
]
