"""The learner's own validation part of a case."""

import math
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from helpers.checkup.case import Case
from helpers.checkup.given.arrays import array_of
from helpers.checkup.given.batches import gives_batches, read
from helpers.checkup.given.inputs import as_input, check_lengths
from helpers.wording.errors import WrongType, WrongValue
from helpers.wording.fields import shown
from helpers.wording.numbers import counted


def with_data(case: Case, given: Any) -> tuple[Case, list[str]]:
    """The case, with what is passed as validation_data."""
    rows, notes = None, []
    if gives_batches(given, None):
        rows = read("validation_data", given)
        given = rows.x, rows.y
        notes = ["Of validation_data " + rows.note] if rows.is_cut else []
    if not isinstance(given, (tuple, list)) or len(given) not in (2, 3):
        raise WrongType(
            "validation_data must be a pair (x_val, y_val), or a Dataset of "
            f"batches, as for fit, and not {type(given).__name__}. Pass what "
            "fit gets."
        )
    try:
        held = {
            name: array_of(name, part)
            for name, part in zip(("x_val", "y_val"), given, strict=False)
        }
        check_lengths(held)
        x, y = held.values()
        x = as_input("x_val", x, case.model)
        if np.prod(y.shape[1:]) != np.prod(case.y.shape[1:]):
            raise WrongValue(
                f"y_val has rows of the shape {y.shape[1:]}, and y has rows "
                f"of the shape {case.y.shape[1:]}. Make both alike."
            )
    except (WrongType, WrongValue) as error:
        raise type(error)(
            f"validation_data is a pair (x_val, y_val). {error}"
        ) from None
    y = y.reshape(len(y), *case.y.shape[1:])
    arrays = case.arrays | held
    return replace(case, x_held=x, y_held=y, arrays=arrays), notes


def with_split(case: Case, share: Any) -> Case:
    """The case, with the rows at the end held back as Keras does."""
    if share is None:  # which is 0 for fit as well
        return case
    is_number = isinstance(share, Real) and not isinstance(share, bool)
    if not is_number or not 0 <= share < 1:
        raise WrongValue(
            "validation_split must be a number from 0 to below 1, such as "
            f"0.2, and not {shown(share)}."
        )
    if not share:
        return case
    at = math.floor(len(case.x) * (1.0 - share))
    if at in (0, len(case.x)):
        raise WrongValue(
            f"validation_split={share} leaves no row to train on, or none to "
            f"check it: there are {counted(len(case.x), 'row')}. Pass more "
            "rows, or another share."
        )
    weights = case.weights
    return replace(
        case,
        x=case.x[:at],
        y=case.y[:at],
        weights=None if weights is None else weights[:at],
        x_held=case.x[at:],
        y_held=case.y[at:],
        is_cut_at_the_end=True,
    )
