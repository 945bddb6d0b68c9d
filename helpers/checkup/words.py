"""How a checkup says a score."""

import numpy as np

from helpers.wording.numbers import number


def r2(score: float) -> str:
    """A score in words, coarse enough to be the same on any machine."""
    if np.isneginf(score):
        return "no finite answers"
    if score < -9.5:
        return "R² far below 0"
    if score >= 0.995:  # and not 1, which is perfect
        return "R² above 0.99"
    return f"R² {number(round(score, 2), 2)}"


def first_line(error: Exception) -> str:
    """What an error says, without what it adds for developers."""
    line, *_ = str(error).strip().splitlines() or [type(error).__name__]
    return line[:200] if line.endswith((".", "!", "?")) else f"{line[:200]}."
