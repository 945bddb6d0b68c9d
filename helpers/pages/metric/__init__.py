"""Page 02: the metric."""
