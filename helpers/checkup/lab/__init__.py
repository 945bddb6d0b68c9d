"""Experiments on copies of a learner's model."""
