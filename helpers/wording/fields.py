"""Checks of what a learner passes: the value, or a sentence as an error.

There is one for each kind of value. Called as ``check(name, value, hint)``,
it returns the value in its own type, or raises a `WrongType` or `WrongValue`
that names the field or argument and what is allowed; `hint` is the sentence
about what to try. `switch` and `array` are such checks, and the functions
that take no value make one.
"""

import math
import numbers
import operator
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from helpers.wording.errors import WrongType, WrongValue
from helpers.wording.numbers import number

T = TypeVar("T")
Check = Callable[..., T]

# Not numbers, though Python or NumPy would compute with them.
NO_NUMBERS = bool, np.bool_, np.timedelta64, np.ma.MaskedArray
MOST_NUMBERS = 10**7  # of a list that becomes an array
LONGEST = 60  # characters of a value that are repeated


def as_whole(value: Any) -> int | None:
    """The value as an int, or None if it is no whole number."""
    try:
        return None if isinstance(value, NO_NUMBERS) else operator.index(value)
    except TypeError:
        return None


def as_number(value: Any) -> float | None:
    """The value as a float, or None if it is no single real number."""
    if type(value) is np.ndarray and value.size == 1:
        value = value.item()
    if isinstance(value, NO_NUMBERS) or not isinstance(value, numbers.Real):
        return None
    try:
        return float(value)
    except OverflowError:  # a whole number of more than 308 digits
        return math.inf if value > 0 else -math.inf


def as_switch(value: Any) -> bool | None:
    """The value as a bool, or None if it is neither True nor False."""
    return bool(value) if isinstance(value, (bool, np.bool_)) else None


def as_array(value: Any) -> np.ndarray | None:
    """The value as an array of numbers, or None if it is none."""
    try:
        is_array = hasattr(value, "__array__") or not hasattr(value, "__len__")
        if not is_array and len(value) > MOST_NUMBERS:  # as range(10**12)
            return None
        array = np.asarray(value)
        if array.dtype.kind == "O":  # columns of a table, say
            array = array.astype(np.float64)
    except Exception:  # lists of different lengths, a symbolic tensor, …
        return None
    return array if array.dtype.kind in "fiub" else None


def _checker(
    allowed: str,
    convert: Callable[[Any], T | None],
    is_allowed: Callable[[T], bool] = lambda value: True,
    hint: str = "",
) -> Check[T]:
    """A check; `convert` returns None for a value of another kind."""

    def check(name: str, value: object, hint: str = hint) -> T:
        converted = convert(value)
        if converted is None:
            raise WrongType(_refusal(name, allowed, value, hint))
        if not is_allowed(converted):
            raise WrongValue(_refusal(name, allowed, value, hint))
        return converted

    return check


def _instance(kind: type[T]) -> Callable[[Any], T | None]:
    return lambda value: value if isinstance(value, kind) else None


def _refusal(name: str, allowed: str, value: object, hint: str) -> str:
    return f"{name} must be {allowed}, not {shown(value)}. {hint}"


def shown(value: Any) -> str:
    """The value as a sentence repeats it: as code, or what kind it is."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    try:
        text = " ".join(repr(value).split())
    except Exception:  # Python does not write out more than 4300 digits
        text = ""
    if 0 < len(text) <= LONGEST and text[0] != "<":
        return text
    if isinstance(value, numbers.Number):
        return "a number that long"
    if text and isinstance(value, (str, list, tuple, set, dict, np.ndarray)):
        return f"{text[:LONGEST]}…"
    noun = type(value).__name__
    return f"{'an' if noun[0].lower() in 'aeiou' else 'a'} {noun}"


def whole_number(low: int, high: int, why: str = "") -> Check[int]:
    """A whole number from low to high; `why` tells the reason of a limit."""
    allowed = f"a whole number from {low:,} to {high:,}{why}"
    return _checker(allowed, as_whole, lambda whole: low <= whole <= high)


def real_number(
    low: float = -math.inf, high: float = math.inf, why: str = ""
) -> Check[float]:
    """A finite number from low to high, as a float; `why` as above."""
    if high < math.inf:
        allowed = f"a number from {number(low)} to {number(high)}{why}"
    else:
        limit = f", {number(low)} or more" if low > -math.inf else ""
        allowed = f"a finite number{limit}{why}"
    return _checker(
        allowed,
        as_number,
        lambda real: low <= real <= high and math.isfinite(real),
    )


switch: Check[bool] = _checker("True or False", as_switch)


def one_of(*names: str) -> Check[str]:
    """One of some names."""
    allowed = f"one of {', '.join(map(repr, names))}"
    return _checker(allowed, _instance(str), names.__contains__)


def instance_of(kind: type[T], noun: str, example: str) -> Check[T]:
    """An instance of a class, called `noun`; `example` is code for one."""
    return _checker(noun, _instance(kind), hint=f"Try {example}.")


def optional(check_one: Check[T]) -> Check[T | None]:
    """What a check allows, or None."""

    def check(name: str, value: object, hint: str) -> T | None:
        return None if value is None else check_one(name, value, hint)

    return check


def array(
    name: str,
    value: object,
    hint: str,
    finite: bool = True,
    dtype: type[np.floating] = np.float64,
) -> np.ndarray:
    """One or more numbers, in their shape."""
    allowed = f"one or more {'finite ' if finite else ''}numbers"
    found = as_array(value)
    if found is None:
        raise WrongType(_refusal(name, allowed, value, hint))
    with np.errstate(over="ignore"):
        found = found.astype(dtype, copy=False)
    is_finite = np.isfinite(found)
    if finite and not is_finite.all():
        value = float(found[~is_finite][0])
        raise WrongValue(_refusal(name, allowed, value, hint))
    if not found.size:
        raise WrongValue(_refusal(name, allowed, value, hint))
    return found


def column(
    name: str, value: object, hint: str, finite: bool = True
) -> np.ndarray:
    """One or more numbers, as float64 in one row after the other."""
    return array(name, value, hint, finite).ravel()


def list_of(
    check_one: Check[T], nouns: str, most: int, least: int = 0
) -> Check[list[T]]:
    """A list, or what else can be gone through, of so many things."""
    allowed = f"{least} to {most:,} {nouns} in brackets"

    def check(name: str, value: Any, hint: str) -> list[T]:
        try:
            items = islice(value, most + 1)
        except Exception:  # whatever asking it for its items may raise
            raise WrongType(_refusal(name, allowed, value, hint)) from None
        found = [check_one(f"each of {name}", item, hint) for item in items]
        if not least <= len(found) <= most:
            raise WrongValue(_refusal(name, allowed, value, hint))
        return found

    return check


def dict_of(check_one: Check[T], nouns: str, most: int) -> Check[dict[str, T]]:
    """A dict with a name for each of so many things."""
    allowed = f"a dict of 1 to {most} {nouns}"

    def check(name: str, value: Any, hint: str) -> dict[str, T]:
        if not isinstance(value, dict):
            raise WrongType(_refusal(name, allowed, value, hint))
        if not 1 <= len(value) <= most:
            raise WrongValue(_refusal(name, allowed, value, hint))
        return {
            str(key): check_one(f"each of {name}", item, hint)
            for key, item in value.items()
        }

    return check


def check_fields(
    record: Any, checks: Mapping[str, Check], **examples: Any
) -> None:
    """Check the fields of a frozen dataclass; each gets its own type.

    Parameters
    ----------
    record : dataclass instance
    checks : mapping of str to check
    **examples
        For a field a value to try, where it is not the default.

    Raises
    ------
    TypeError, ValueError
        A sentence that names the field, what is allowed and what to try.
    """
    for name, check in checks.items():
        given = getattr(record, name)
        example = examples.get(name, getattr(type(record), name, None))
        checked = check(name, given, f"Try {name}={example!r}.")
        if checked is not given:
            object.__setattr__(record, name, checked)
