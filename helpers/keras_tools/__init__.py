"""Keras: started quietly, programs as values, one compiled loop."""

from helpers.keras_tools.start import load_keras

__all__ = ["load_keras"]
