"""Notebook 03: what its predictions reveal, and its exercise."""

REVEALS = {}
