"""A table of two columns, as an experiment carries it."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers.wording.errors import WrongValue
from helpers.wording.fields import (
    Check,
    check_fields,
    column,
    instance_of,
    optional,
    real_number,
    whole_number,
)
from helpers.wording.numbers import literal, number

FEWEST, MOST = 3, 10_000  # rows: fewer cannot be cut into three parts
LARGEST = 1e9  # of a number; beyond it another unit reads better anyway
LONGEST_NAME = 40  # characters


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """What a network is to learn: y from x, in rows that somebody measured.

    Two tables are equal if all that they hold is.

    Parameters
    ----------
    x, y : ndarray (or array_like) of float, shape (n,)
        3 to 10,000 of each, from -10⁹ to 10⁹; neither all the same. They
        become read-only arrays of float64.
    x_name, y_name : str
        What the columns are, with the unit.
    factor : float, 1e-6 to 1e6
        What x is multiplied by before a network sees it.
    seed : int, 0 to 4,294,967,295
        Decides which rows are to train on, to validate and to test.

    Raises
    ------
    TypeError, ValueError
        A sentence that names the field, what is allowed and what to try.
    """

    x: np.ndarray
    y: np.ndarray
    x_name: str = "x"
    y_name: str = "y"
    factor: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        check_fields(self, _CHECKS, x=[1, 2, 4], y=[2, 4, 8])
        if len(self.x) != len(self.y):
            raise WrongValue(
                f"x has {len(self.x):,} numbers and y {len(self.y):,}: they "
                "must have the same number. Try to give each row both."
            )

    @cached_property
    def digest(self) -> str:
        """12 letters and digits that no other rows have."""
        rows = np.array([self.x, self.y], "<f8").tobytes()
        return hashlib.sha256(rows).hexdigest()[:12]

    def in_drawn_order(self) -> tuple[np.ndarray, np.ndarray]:
        """x times the factor, and y, in an order that chance decided.

        Returns
        -------
        x, y : ndarray of float64, shape (n,)
        """
        order = drawn_order(len(self.x), self.seed)
        return self.x[order] * self.factor, self.y[order]

    def as_text(self) -> str:
        """The rows as text, with the names of the columns above."""
        rows = zip(map(literal, self.x), map(literal, self.y), strict=True)
        return "\n".join(
            f"{x}\t{y}" for x, y in [(self.x_name, self.y_name), *rows]
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"<Table of {number(len(self.x))} rows, {self.digest}>"

    @cached_property
    def _key(self) -> tuple:
        names = self.x_name, self.y_name
        return self.digest, *names, self.factor, self.seed


def drawn_order(rows: int, seed: int) -> np.ndarray:
    """The order that the parts of a table are cut from.

    Parameters
    ----------
    rows, seed : int

    Returns
    -------
    ndarray of int, shape (rows,)
    """
    # A stream of its own: the weights take default_rng(seed).
    return np.random.default_rng([seed, 2]).permutation(rows)


def is_name(text: str) -> bool:
    """Whether every figure can draw a text, and a sentence hold it.

    The course's font has these letters: Latin, Greek and Russian. A dollar
    sign begins a formula in matplotlib.
    """
    return (
        0 < len(text) <= LONGEST_NAME
        and text.isprintable()
        and text == text.strip()
        and "$" not in text
        and all(
            c < "\u0250" or "Α" <= c <= "ω" or "\u0400" <= c <= "\u045f"
            for c in text
        )
    )


def _numbers(name: str, value: object, hint: str) -> np.ndarray:
    numbers = column(name, value, hint)
    if not FEWEST <= numbers.size <= MOST:
        raise WrongValue(
            f"{name} must have {FEWEST} to {MOST:,} numbers, not "
            f"{numbers.size:,}. {hint}"
        )
    if np.abs(numbers).max() > LARGEST:
        raise WrongValue(
            f"{name} must have numbers from −10⁹ to 10⁹. Try another unit, "
            "such as thousands."
        )
    # Numbers that differ less than that have no square to divide by.
    if np.ptp(numbers) <= 1e-9:
        raise WrongValue(
            f"{name} must have at least two different numbers: all are "
            f"{number(numbers[0])}, and nothing can be learned from that. "
            f"Try another column for {name}."
        )
    numbers = numbers + 0.0  # a copy, in which −0 is 0
    numbers.flags.writeable = False
    return numbers


def _name(field: str, value: object, hint: str) -> str:
    text = _text(field, value, hint)
    if not is_name(text):
        raise WrongValue(
            f"{field} must be 1 to {LONGEST_NAME} letters that a figure can "
            f"draw, without $. {hint}"
        )
    return text


_text = instance_of(str, "a text", '"x"')
_CHECKS: dict[str, Check] = {
    "x": _numbers,
    "y": _numbers,
    "x_name": _name,
    "y_name": _name,
    "factor": real_number(1e-6, 1e6),
    "seed": whole_number(0, 2**32 - 1),
}

# Of an experiment's field.
check_table = optional(
    instance_of(Table, "a Table or None", "Table([1, 2, 4], [2, 4, 8])")
)
