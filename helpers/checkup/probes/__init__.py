"""The questions that a checkup asks, a module for each kind."""
