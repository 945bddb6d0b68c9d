"""The live figures of the course, one function for each."""

from helpers.sliders.question import question

__all__ = ["question"]
