"""Notebook 02: what its predictions reveal, and its exercise."""

REVEALS = {}
