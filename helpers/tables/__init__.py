"""Two columns of numbers that a learner brings, in place of a function."""
