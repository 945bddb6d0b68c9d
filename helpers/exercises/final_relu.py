"""Notebook 04: what its predictions reveal, and its exercise."""

REVEALS = {}
