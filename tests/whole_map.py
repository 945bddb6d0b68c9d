"""The trainability map as a whole, without the coarse ones before it."""

from helpers import maps
from helpers.experiment import Experiment


def whole_map(experiment: Experiment) -> maps.TrainabilityMap:
    """The last that `refine_map` gives, in which every cell was trained."""
    *_, finest = maps.refine_map(experiment)
    return finest
