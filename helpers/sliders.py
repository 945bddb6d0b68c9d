"""The live figures of the course, one function for each."""

from helpers.pages.final_relu import live as page_04
from helpers.pages.final_relu import microscope
from helpers.pages.fixes import live as page_05
from helpers.pages.inputs import live as page_03
from helpers.pages.metric import live as page_02
from helpers.pages.playground import live as page_06
from helpers.pages.question import live as page_01
from helpers.pages.shared.memory import as_left

__all__ = [
    "final_relu",
    "fixes",
    "metric",
    "one_update",
    "one_weight",
    "playground",
    "question",
    "trainability_map",
]

question = as_left(page_01.question)
metric = as_left(page_02.metric)
one_weight = as_left(page_03.one_weight)
trainability_map = as_left(page_03.trainability_map)
final_relu = as_left(page_04.final_relu)
one_update = as_left(microscope.one_update)
fixes = as_left(page_05.fixes)
playground = as_left(page_06.playground)
