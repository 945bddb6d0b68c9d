"""What a checkup is given: arrays of numbers, or a sentence."""
