"""A checkup for a learner's own Keras model."""

from helpers.checkup.examine import checkup

__all__ = ["checkup"]
