"""What the self-checks of the exercises share."""

import math
import numbers

import numpy as np


class Feedback(str):
    """A line that shows itself without quotes at the end of a cell."""

    def __repr__(self):
        return str(self)


# Not numbers, though Python or NumPy would compute with them.
NO_NUMBERS = bool, np.bool_, np.timedelta64, np.ma.MaskedArray


def as_number(answer):
    """The answer as a finite float, or None if it is no single number."""
    if isinstance(answer, NO_NUMBERS):
        return None
    if isinstance(answer, np.ndarray) and answer.size == 1:
        answer = answer.item()
    if isinstance(answer, bool):
        return None
    if not isinstance(answer, numbers.Real):
        return None
    try:
        value = float(answer)
    except OverflowError:  # a whole number of more than 308 digits
        return None
    return value if math.isfinite(value) else None
