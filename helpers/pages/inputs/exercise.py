"""Notebook 03: what its predictions reveal, and its exercise."""

import numpy as np

from helpers.pages.shared.checking import (
    Feedback,
    NotYet,
    as_number,
    as_text,
    kept,
)
from helpers.wording.numbers import about

REVEALS = {
    "Where does the second step take the weight?": {
        "Back towards 2.": (
            "The gradient does point there. But it only gives a direction, "
            "and the step is the learning rate times its size. A step can be "
            "far too long."
        ),
        "Even farther away.": (
            "Yes. The farther away the weight is, the larger the gradient, "
            "and the longer the next step."
        ),
        "Nowhere.": (
            "It would stay if the gradient were 0, where the loss is "
            "lowest. Here the gradient is larger than ever."
        ),
    },
    "Ten times larger inputs: what becomes of the limit?": {
        "It stays.": (
            "It does have to do with x: the gradient carries x, and the step "
            "is the learning rate times the gradient."
        ),
        "It falls to a tenth.": (
            "Nearly. x enters once through the error, and a second time, "
            "as a change of w moves the answer by x times as much."
        ),
        "It falls to a hundredth.": (
            "Yes. The limit goes with the mean of x *squared*."
        ),
    },
    "Inputs standardised, targets left in the thousands: who learns?": {
        "All starts.": (
            "None. The inputs were *one* problem, and the next cells find "
            "out what is left."
        ),
        "About half.": (
            "None. Half would be the final ReLU's mark, and it is not there "
            "on this page."
        ),
        "No start.": (
            "Yes. And they do not die: they fly apart. So the steps are "
            "still too long for something."
        ),
    },
}

# The exercise: one weight learns from these inputs.
X = np.arange(1.0, 11.0)


@kept(lambda answer: ("check_one_step", as_text(answer)))
def check_one_step(answer: object) -> Feedback:
    """Check the exercise of notebook 03: the rate that needs one step.

    Parameters
    ----------
    answer : float
        The learning rate with which one weight on x = 1…10 goes from
        anywhere to 2 in a single step.

    Returns
    -------
    Feedback
        Why a right answer is right; for a wrong one a hint, which never
        gives the solution away.
    """
    value = as_number(answer)
    if value is None or value <= 0:
        return NotYet(
            "Not yet: the answer is one number above 0, a learning rate. For "
            "example: check_one_step(0.01)"
        )
    mean_square = np.mean(X**2)
    answers = {
        1 / (2 * mean_square): (
            "Right. The factor 1 − 2·rate·mean(x²) is 0, so no error is left "
            "after one step. It is half of the critical rate."
        ),
        1 / mean_square: (
            "That is the critical rate: the factor is −1, and the weight "
            "jumps across the bowl to the same height, for ever."
        ),
        1 / (2 * np.mean(X) ** 2): (
            "You squared the mean of x. Take the mean of the squares: they "
            "are not the same."
        ),
        1 / (2 * np.max(X) ** 2): (
            "You took the largest x for all of them. It is on the safe side, "
            "and slower: each point counts with its own x²."
        ),
        1 / (2 * np.sum(X**2)): (
            "You took the sum of x². The loss is a mean, so its gradient is "
            "one as well."
        ),
        1 / (2 * np.mean(np.arange(1.0, 601.0) ** 2)): (
            "That is the rate for the question's x = 1…600. Here x goes from "
            "1 to 10."
        ),
        2 * mean_square: (
            "That is the steepness of the bowl. Which rate makes "
            "1 − rate·steepness equal to 0?"
        ),
        mean_square: (
            "That is mean(x²). Put it into the factor, and ask which rate "
            "makes the factor 0."
        ),
    }
    for known, text in answers.items():
        if abs(value - known) <= 0.01 * known:
            return Feedback(text)
    factor = about(abs(1 - 2 * value * mean_square), 2)
    return Feedback(
        f"Not this one: after one step {factor} times the error is left. "
        "Which rate makes the factor 1 − 2·rate·mean(x²) equal to 0?"
    )
