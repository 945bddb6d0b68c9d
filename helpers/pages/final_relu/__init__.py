"""Page 04: the final ReLU."""
