"""What trains networks: loops that are compiled, or NumPy over many rows."""
