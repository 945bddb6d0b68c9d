"""Notebook 04: what its predictions reveal, and its exercise."""

import math

import numpy as np

from helpers.pages.shared.checking import (
    Feedback,
    NotYet,
    as_number,
    as_text,
    kept,
)

REVEALS = {
    "One hidden unit instead of 128: how many starts are dead at birth?": {
        "More.": (
            "Yes. The sign of one weight is not the only thing that can be "
            "wrong then. Move *hidden units* to 1 below, and see how many."
        ),
        "Half, as before.": (
            "Nearly: the half comes back with more units. With *one*, "
            "something else can go wrong too. Move *hidden units* to 1 below."
        ),
        "Fewer: less can go wrong.": (
            "The other way round. One unit has to carry the whole answer, "
            "and no other can stand in for it. Move *hidden units* to 1 below."
        ),
    },
    "A dead network is far from y. How large is its gradient?": {
        "Exactly 0.": (
            "Yes. The final ReLU is flat there, and every slope on the way "
            "back is multiplied by its own, 0."
        ),
        "Small: it learns slowly.": (
            "Small would be enough, with patience or a larger rate. Look "
            "at the next cell for what is left, and ask what any learning "
            "rate makes of it."
        ),
        "Large: the error is large.": (
            "The error is large, but in the gradient it is *multiplied* by "
            "the slope of the final ReLU. The next cell shows what is left."
        ),
    },
    "An alive start answers too little. What does its first update do?": {
        "It makes the answer negative.": (
            "That is what the thread says. Something does become negative, "
            "but not yet: the answer is too *low*, so which way does the "
            "gradient point?"
        ),
        "It makes the answer far too large.": (
            "Yes. The direction is up, and the step is as much too long as "
            "on the page before. The next cell has the number."
        ),
        "It brings the answer closer to y.": (
            "The direction is right: up. But the inputs and the learning "
            "rate are those of the page before. How long is the step?"
        ),
    },
    "x = 1…9 and 12 hidden units: how many of 200 starts will learn?": {
        "All: the steps are short enough now.": (
            "They are, and that is half of the cure. The other half of the "
            "trouble comes before the first step."
        ),
        "About half.": (
            "Yes. The steps are short enough now, but whoever is dead at "
            "birth takes no step at all."
        ),
        "None.": (
            "Better than that. With x up to 9 no update flies away, so "
            "whoever is alive at the start can learn."
        ),
    },
}

# The exercise: a network with three hidden units, and no biases.
W1 = np.array([2.0, -3.0, 0.5])
W2 = np.array([4.0, 2.0, -6.0])
X = 10.0


@kept(lambda answer: ("check_by_hand", as_text(answer)))
def check_by_hand(answer: object) -> Feedback:
    """Check the exercise of notebook 04: a forward pass on paper.

    Parameters
    ----------
    answer : float
        What the network with the weights `W1` and `W2`, no biases and a
        final ReLU answers to x = 10.

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
            f"x = {X:.0f}. For example: check_by_hand(0)"
        )
    for known, text in _known_answers().items():
        if math.isclose(value, known, rel_tol=1e-6, abs_tol=1e-6):
            return Feedback(text)
    return Feedback(
        "Not this one. Go through the hidden units one at a time: w1·x, then "
        "the ReLU, then times w2. Add the three up, and apply the final ReLU."
    )


def _known_answers() -> dict[float, str]:
    """What each way to compute it leads to. The right one comes first."""
    active = np.maximum(W1, 0)
    c = float(active @ W2)
    linear = float(W1 @ W2)
    return {
        c * X: (
            "Right. The second unit is off, since its w1 is negative, and "
            "the other two add up to c·x with c above 0. So this network is "
            "alive, and too steep: the truth is 2x."
        ),
        linear * X: (
            "You left the ReLUs of the hidden units out, and the final one. "
            "A hidden unit with negative w1·x passes on 0."
        ),
        max(linear, 0) * X: (
            "You applied the final ReLU, but the hidden units have one each. "
            "What does the second unit pass on?"
        ),
        c: (
            "That is c, the slope of this network. What does it answer to "
            "this x?"
        ),
        float(active[0] * W2[0]) * X: (
            "That is what the first unit adds. Another one is active too: "
            "a negative w2 is no reason to leave it out, as the ReLU comes "
            "before w2."
        ),
        float(active.sum()) * X: (
            "You added up the hidden units, but each counts with its own w2."
        ),
        float((active > 0) @ W2) * X: (
            "You added up the w2 of the active units, but each passes on "
            "w1·x, not x."
        ),
        float(np.abs(W1) @ W2) * X: (
            "You dropped the sign of a negative w1. The ReLU does not: it "
            "makes 0 of a negative number."
        ),
        2 * X: (
            "That is the true y. The exercise asks what this network "
            "answers, and nobody has trained it."
        ),
    }
