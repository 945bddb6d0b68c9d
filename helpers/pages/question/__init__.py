"""Page 01: the question."""
