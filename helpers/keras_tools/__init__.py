"""Keras, started quietly, and trained in one compiled loop."""

from helpers.keras_tools.start import load_keras

__all__ = ["load_keras"]
