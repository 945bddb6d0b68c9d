"""Notebook 02: what its predictions reveal, and its exercise."""

from collections.abc import Collection
from itertools import islice

import numpy as np

from helpers.pages.shared.checking import Feedback, NotYet, as_text, kept
from helpers.scores import accuracy
from helpers.wording.fields import NO_NUMBERS, as_array
from helpers.wording.numbers import number

REVEALS = {
    "What accuracy will Keras report for this network?": {
        "0.0: the worst there is.": (
            "Yes. And not because an answer is wrong. The next cells ask "
            "Keras what it calls accuracy."
        ),
        "A little below 1: some answers are rounded.": (
            "Nothing is rounded here: twice a whole number of this size is "
            "exact on a computer. Look at the loss in the next cell."
        ),
        "1.0: every answer is right.": (
            "Every answer *is* right, and 1.0 is what the word promises. But "
            "Keras means something else by it. Run the next cell, and then "
            "ask Keras."
        ),
    },
    "A network has MSE 3,331.7 on our points. Is that good?": {
        "No: an error in the thousands is large.": (
            "It sounds large, but it is a mean of *squared* errors, and y "
            "goes up to two thousand. Hold it against something first."
        ),
        "I need something to compare it with.": (
            "Yes. The number alone cannot tell. The next cell computes two "
            "things that every network should beat."
        ),
        "Yes: it is small.": (
            "Here it is small indeed. But how did you know? For x up to 10 "
            "the same number would be terrible. A mean squared error needs "
            "something to be compared with."
        ),
    },
    "R² is above 0.99. How many answers are within 1 % of y?": {
        "Fewer than a quarter.": (
            "Yes. R² near 1 means: much better than the mean. It does not "
            "mean: right to 1 %."
        ),
        "About half of them.": (
            "Fewer. R² and this share measure different things, so one "
            "cannot be read off from the other."
        ),
        "Nearly all of them.": (
            "R² looks at squared errors and at how far apart the targets "
            "are. It can be near 1 while most answers miss by a few per cent."
        ),
    },
}

MOST_INPUTS = 1000
MOST_SHOWN = 10  # of them, where the answer is kept in short


@kept(lambda x: ("check_accuracy_inputs", _in_short(x)))
def check_accuracy_inputs(x: object) -> Feedback:
    """Check the exercise of notebook 02: where is the accuracy 1?

    Parameters
    ----------
    x : number, or collection of numbers
        A list, tuple, set or range, or an array of shape (n,) or (n, 1).

    Returns
    -------
    Feedback
        Why a right answer is right; for a wrong one a hint, which never
        gives the solution away.
    """
    inputs = _inputs(x)
    if inputs is None:
        return NotYet(
            "Not yet: the answer is a list of inputs, each a number. For "
            "example: check_accuracy_inputs([3, 4.5])"
        )
    y = 2 * inputs  # what is true, and what the perfect network answers
    wrong = [
        (x, target)
        for x, target in zip(inputs, y, strict=True)
        if not accuracy([target], [target])
    ]
    if wrong:
        return Feedback(_why_not(*wrong[0]))
    found = len(set(y.tolist()))
    if found == 1:
        return Feedback(
            f"x = {number(inputs[0])} is one of them: there y is a class, "
            "and the answer falls into that class. There are two classes, so "
            "look for the other input."
        )
    return Feedback(
        "Right. These two inputs are the only ones at which y = 2x is a "
        "class, 0 or 1, and a perfect answer falls into its own class. "
        "Everywhere else the network is just as right, and scores 0."
    )


def _inputs(answer: object) -> np.ndarray | None:
    """The answer as finite numbers, shape (n,), or None if it is none."""
    if isinstance(answer, (bytes, dict, *NO_NUMBERS)):
        return None
    if isinstance(answer, Collection) and not isinstance(answer, np.ndarray):
        answer = list(islice(answer, MOST_INPUTS + 1))
        if any(isinstance(value, NO_NUMBERS) for value in answer):
            return None
    values = as_array(answer)
    if values is None or values.dtype.kind == "b":
        return None
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim > 1 or not 0 < values.size <= MOST_INPUTS:
        return None
    # The numbers that Keras computes with; below, -0.0 is 0.0.
    with np.errstate(over="ignore"):
        values = np.atleast_1d(values).astype(np.float32) + np.float32(0)
    return values if np.isfinite(2 * values.astype(float)).all() else None


def _in_short(answer: object) -> str:
    """Each input once, in the order of their size."""
    inputs = _inputs(answer)
    if inputs is None:
        return ""
    return ", ".join(map(as_text, np.unique(inputs)[:MOST_SHOWN]))


def _why_not(x: float, y: float) -> str:
    at = f"Not with x = {number(x)}: there y and the answer are {number(y)}. "
    if x == 1:
        return at + (
            "It is y that has to be one of the classes, not x. Which x has "
            "such a y?"
        )
    if 0 < y < 1:
        side = (
            "above 0.5, so its class is 1"
            if y > 0.5
            else ("not above 0.5, so its class is 0")
        )
        return at + (
            f"The answer is {side}. But y itself is not turned into a class: "
            "it has to *be* one, exactly."
        )
    if y < 0:
        return at + (
            "A negative answer has the class 0, but y is not 0. Both have to "
            "be the same."
        )
    return at + (
        "An answer this large has the class 1, but y is not 1. Both have to "
        "be the same."
    )
