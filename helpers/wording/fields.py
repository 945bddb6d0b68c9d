"""Checks of the fields of a setting: the value, or a sentence as an error.

Each check is a function (name, value, default) that returns the value in its
own type, or raises a TypeError or ValueError that names the field, what is
allowed and what to try.
"""

import numbers
import operator

import numpy as np

from helpers.wording.errors import WrongType, WrongValue


def _shown(value):
    try:
        return repr(value)
    except ValueError:  # Python does not write out more than 4300 digits
        return "a number that long"


def whole_number(low, high, why=""):
    """A whole number from low to high; `why` tells the reason of a limit."""

    def check(name, value, default):
        allowed = f"a whole number from {low:,} to {high:,}{why}"
        hint = f"Try {name}={default}."
        if isinstance(value, (bool, np.bool_)):
            raise WrongType(f"{name} must be {allowed}, not {value}. {hint}")
        try:
            number = operator.index(value)
        except TypeError:
            raise WrongType(
                f"{name} must be {allowed}, not {value!r}. {hint}"
            ) from None
        if not low <= number <= high:
            raise WrongValue(
                f"{name} must be {allowed}, not {_shown(value)}. {hint}"
            )
        return number

    return check


def positive(low, high):
    """A number from low to high, as a float."""

    def check(name, value, default):
        allowed = f"a number from {low:g} to {high:g}"
        message = f"{name} must be {allowed}, not {_shown(value)}. "
        message += f"Try {name}={default}."
        is_number = isinstance(value, numbers.Real)
        if not is_number or isinstance(value, (bool, np.bool_)):
            raise WrongType(message)
        if not low <= value <= high:  # also refuses NaN
            raise WrongValue(message)
        return float(value)

    return check


def switch(name, value, default):
    """True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise WrongType(
            f"{name} is a switch: it must be True or False, not {value!r}. "
            f"Try {name}={default}."
        )
    return bool(value)


def one_of(*allowed):
    """One of some names."""

    def check(name, value, default):
        message = (
            f"{name} must be one of {', '.join(map(repr, allowed))}, "
            f"not {value!r}. Try {name}={default!r}."
        )
        if not isinstance(value, str):
            raise WrongType(message)
        if value not in allowed:
            raise WrongValue(message)
        return value

    return check
