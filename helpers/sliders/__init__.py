"""The live figures of the course, one function for each."""

from helpers.sliders.final_relu import final_relu
from helpers.sliders.fixes import fixes
from helpers.sliders.inputs import one_weight, trainability_map
from helpers.sliders.metric import metric
from helpers.sliders.playground import playground
from helpers.sliders.question import question

__all__ = [
    "final_relu",
    "fixes",
    "metric",
    "one_weight",
    "playground",
    "question",
    "trainability_map",
]
