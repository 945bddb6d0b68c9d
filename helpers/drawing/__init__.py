"""What every figure is made of, and what makes one live."""
