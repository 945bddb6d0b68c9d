"""Notebook 01: what its predictions reveal, and its exercise."""

import math

import numpy as np

from helpers.experiment import QUESTION
from helpers.pages.shared.checking import (
    Feedback,
    NotYet,
    as_number,
    as_text,
    kept,
)
from helpers.scores import constant_loss

REVEALS = {
    "What will 20 epochs of training do to the loss?": {
        "It falls to 0: y = 2x is easy.": (
            "Not here. The task is easy for *some* network, and that is what "
            "makes the question worth asking. Watch the loss in the next cell."
        ),
        "It falls slowly: 20 epochs are too few.": (
            "It does not fall slowly. It does not fall at all, and more "
            "epochs change nothing. Look for a number that repeats."
        ),
        "It stays at the same number.": (
            "Yes. And the number itself says what the network does, as you "
            "will see in a moment."
        ),
    },
    "Twenty other starts: how many of them learn?": {
        "None.": (
            "Yes. The fault is in the setting, not in the start, so a new "
            "start cannot mend it."
        ),
        "About half.": (
            'None. But hold on to "half": the starts do fall into two '
            "halves, as you will see a little further down."
        ),
        "All: that one was bad luck.": (
            "It was not luck. The next cell trains all twenty, and none of "
            "them learns. What they share is stronger than the start."
        ),
    },
    "The thread prints loss 8533120007.8465. Did its code print that?": {
        "Yes: a large loss is what this network has.": (
            "Large, but not this large. The loss of the code above was "
            "smaller by a factor of over ten thousand. Compare the two."
        ),
        "No: the loss belongs to another run.": (
            "Yes. The printout and the code do not belong together. The next "
            "cells find out what the other run did."
        ),
        "Nobody can tell from one number.": (
            "One number is enough here. A loss depends on the data and the "
            "answers, and for constant answers that can be turned around."
        ),
    },
}

# The exercise of notebook 01: the network below answers this to every x.
FINGERPRINT_ANSWER = 500


def fingerprint_loss() -> tuple[float, np.ndarray]:
    """The loss of the exercise in notebook 01, and its targets.

    Returns
    -------
    loss : float
    targets : ndarray of float64, shape (600,)
        The targets that gradients see in the question.
    """
    targets = QUESTION.data.y[QUESTION.data.train]
    return constant_loss(FINGERPRINT_ANSWER, targets), targets


@kept(lambda answer: ("check_fingerprint", as_text(answer)))
def check_fingerprint(answer: object) -> Feedback:
    """Check the exercise of notebook 01: which constant has this loss?

    Parameters
    ----------
    answer : float

    Returns
    -------
    Feedback
        Why a right answer is right; for a wrong one a hint, which never
        gives the solution away.
    """
    value = as_number(answer)
    if value is None:
        return NotYet(
            "Not yet: the answer is one number, what the network says to "
            "every x. For example: check_fingerprint(0)"
        )
    loss, targets = fingerprint_loss()
    mean = float(targets.mean())
    if abs(value - FINGERPRINT_ANSWER) < 0.5:
        return Feedback(
            "Right. A network that says this to every x has exactly this "
            "loss. It is nearer to the mean of the targets than 0 is, so its "
            "loss is lower, and still it has learned nothing about x."
        )
    if abs(value - (2 * mean - FINGERPRINT_ANSWER)) < 0.5:
        return Feedback(
            "Nearly: this constant has the same loss, but it lies above the "
            "mean of the targets, and the exercise asks for the one below."
        )
    if value == 0:
        return Feedback(
            "Not every network that is stuck is stuck at 0. Always answering "
            "0 has the loss from the top of this page, and this one is lower."
        )
    if abs(value - mean) < 0.5:
        return Feedback(
            "That is the mean of the targets, the best constant there is. "
            "Its loss is lower than this one."
        )
    if abs(value - loss) < 1 or abs(value - math.sqrt(loss)) < 1:
        return Feedback(
            "That is how wrong the network is, not what it says. Look for "
            "the answer k whose loss, mean((y - k)²), is this number."
        )
    return Feedback(
        "Not this one: its loss is another. constant_behind(loss, targets) "
        "lists the two constants that fit; the exercise asks for one of them."
    )
