"""What is tried on copies of a learner's model; it knows of no case."""
