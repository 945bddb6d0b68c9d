"""Keras, started quietly, and trained in one compiled loop."""
