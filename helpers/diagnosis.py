"""What became of a training, in one word."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

# Checked in this order; the first that fits is the outcome.
OUTCOMES = {
    "diverged": "a loss or a weight is no longer a finite number",
    "dead": "the final ReLU is at 0 on every training input, "
    "so no gradient is left",
    "constant": "the answer does not depend on x",
    "learned": "R² on the training part is above 0.99",
    "learning": "better than always answering the mean, not there yet",
    "worse": "always answering the mean would be closer",
}

LEARNED_R_SQUARED = 0.99
# float32 resolves 1.2e-7; answers that differ by less than a few of these
# steps are the same answer.
SAME = 1e-6


def word_for(outputs: ArrayLike, r_squared: float, final_relu: bool) -> str:
    """The outcome of finite answers in one word, whatever gave them.

    Parameters
    ----------
    outputs : array_like
        The answers to the training inputs, in the network's units.
    r_squared : float
        Of these answers.
    final_relu : bool
        Whether the network ends in a ReLU, which has no slope at 0.

    Returns
    -------
    str
    """
    outputs = np.asarray(outputs, np.float64)
    if final_relu and (outputs == 0).all():
        return "dead"
    if np.ptp(outputs) <= SAME * np.abs(outputs).max():
        return "constant"
    if r_squared > LEARNED_R_SQUARED:
        return "learned"
    return "learning" if r_squared > 0 else "worse"


def tally(words: Iterable[str]) -> str:
    """How many trainings had which outcome: "33 dead, 27 learning".

    Parameters
    ----------
    words : iterable of str

    Returns
    -------
    str
        The most frequent outcome first.
    """
    counts = Counter(words).most_common()
    return ", ".join(f"{count} {word}" for word, count in counts)
