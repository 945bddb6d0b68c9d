"""How a checkup says things: scores, rates, counts, and ends of a model."""

import numpy as np

from helpers.wording.numbers import number

LINEAR = (
    "Leave the last activation out, so that any number may come out:\n"
    "keras.layers.Dense(1)  # the last layer"
)


def class_activation(width: int) -> str:
    """The last activation for classes in this many columns."""
    return "sigmoid" if width == 1 else "softmax"


def class_output(width: int) -> str:
    """A last layer for classes, as a fix in Keras."""
    return (
        "End with shares between 0 and 1:\nkeras.layers.Dense("
        f'{width}, activation="{class_activation(width)}")'
    )


def r2(score: float) -> str:
    """A score in words, coarse enough to be the same on any machine."""
    if np.isneginf(score):
        return "no finite answers"
    if score < -9.5:
        return "R² far below 0"
    if score >= 0.995:  # and not 1, which is perfect
        return "R² above 0.99"
    return f"R² {number(round(score, 2), 2)}"


def about(value: float, digits: int = 1) -> str:
    """A number of which the further digits depend on the machine."""
    return number(f"{value:.{digits}g}")


def rounded(rate: float) -> float:
    """With one digit, as people write rates."""
    return float(f"{rate:.1g}")


def counted(count: int, noun: str) -> str:
    """So many of them: "1 epoch", "20 epochs"."""
    return f"{number(count)} {noun}{'s' if count > 1 else ''}"
