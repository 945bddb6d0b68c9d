"""Arrays for the inputs and outputs of a model, by name."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from helpers.checkup.given.arrays import array_of, quoted
from helpers.checkup.given.batches import Rows
from helpers.keras_tools import load_keras
from helpers.wording.errors import WrongType, WrongValue
from helpers.wording.numbers import counted, number

FEWEST_ROWS = 4  # fewer arrays in a list are for several inputs, not rows
PORTS = {"x": "input", "y": "output"}


def arrays_of(
    model: Any, x: Any, y: Any, rows: Rows | None
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """The arrays for all inputs and outputs, by what a learner calls them.

    Parameters
    ----------
    model : keras.Model
    x, y : object
    rows : Rows or None
        What they were read from, if they were.

    Returns
    -------
    xs, ys : dict of str to ndarray of float32
        Such as {"x": …} or {"x[0]": …, "x[1]": …}.

    Raises
    ------
    TypeError, ValueError
        A sentence; the lines after it, if any, are code that mends it.
    """
    inputs, outputs = _keys(model, "input"), _keys(model, "output")
    is_pair = isinstance(x, (tuple, list)) and len(x) in (2, 3)
    is_pair = is_pair and all(hasattr(part, "shape") for part in x)
    if y is None and is_pair and len(inputs) < 2:
        raise WrongValue(
            "x holds x and y. Pass them apart, as to fit: checkup(model, *x)."
        )
    try:
        xs, ys = _named("x", x, inputs), _named("y", y, outputs)
    except (WrongType, WrongValue) as error:
        sentence, _, code = str(error).partition("\n")
        if rows and code:  # to work on the arrays, make them first
            code = f"{rows.code}\n{code}"
        raise type(error)("\n".join(filter(None, (sentence, code)))) from None
    check_lengths(xs | ys)
    return xs, ys


def _keys(model: Any, what: str) -> list[Any]:
    """The keys of a dict for its inputs or outputs; empty if not known."""
    structure = getattr(model, what, None)
    tensors = getattr(model, f"{what}s", None) or []
    if isinstance(structure, Mapping):
        return list(structure)
    if what == "output":
        return getattr(model, "output_names", None) or [None] * len(tensors)
    if isinstance(model, load_keras().Sequential) and not tensors:
        return [None]
    return [tensor.name for tensor in tensors]


def _named(name: str, given: Any, keys: list[Any]) -> dict[str, np.ndarray]:
    """The array for each input or output, by what a learner calls it."""
    is_list = isinstance(given, (list, tuple))
    shapes = [getattr(v, "shape", ()) for v in given] if is_list else [()]
    are_arrays = shapes != [] and () not in shapes
    parts = {name: given}
    if isinstance(given, Mapping):
        if not set(keys) <= set(given):
            raise _other_keys(name, given, keys)
        parts = {f"{name}[{quoted(k)}]": given[k] for k in keys or given}
    elif len(keys) > 1:
        if not is_list or len(given) != len(keys):
            raise WrongValue(
                f"This model has {len(keys)} {PORTS[name]}s. Pass an array "
                f"for each, such as {name} = [a, b], and not one "
                f"{type(given).__name__}."
            )
        parts = {f"{name}[{i}]": part for i, part in enumerate(given)}
    elif are_arrays and len(given) == 1:
        parts = {f"{name}[0]": given[0]}
    elif are_arrays and 0 < len(given) < FEWEST_ROWS and np.ndim(given[0]) > 1:
        if keys:
            raise WrongValue(
                f"This model has one {PORTS[name]}, and {name} holds "
                f"{len(given)} arrays. Put them side by side:\n"
                f"{name} = np.concatenate({name}, axis=-1)"
            )
        parts = {f"{name}[{i}]": part for i, part in enumerate(given)}
    return {name: array_of(name, part) for name, part in parts.items()}


def _other_keys(
    name: str, given: Mapping, keys: list[Any]
) -> WrongType | WrongValue:
    if len(keys) > 1:
        return WrongValue(
            f"{name} has the keys {', '.join(map(quoted, given))}, and this "
            f"model's {PORTS[name]}s are called "
            f"{', '.join(map(quoted, keys))}. Give {name} these keys."
        )
    return WrongType(
        f"{name} must be an array of numbers with one row for each point, and "
        "this dict is not: it holds columns by name. Put them side by side:\n"
        f"{name} = np.column_stack(list({name}.values()))"
    )


def check_lengths(arrays: dict[str, np.ndarray]) -> None:
    """See that each row of the first array has its own in the others."""
    (first, rows), *others = ((n, len(array)) for n, array in arrays.items())
    for name, count in others:
        if count != rows:
            turned = np.shape(arrays[first])[1:] == (count,)
            turn = f" Is {first} lying on its side? Try {first} = {first}.T."
            raise WrongValue(
                f"{first} has {counted(rows, 'row')} and {name} has "
                f"{number(count)}: each row of {first} needs its own in "
                f"{name}. Pass the same rows of both.{turn if turned else ''}"
            )


def as_input(name: str, x: np.ndarray, model: Any) -> np.ndarray:
    """x with the number of axes that the model takes, or a sentence."""
    wanted = model.inputs[0].shape
    if x.ndim == len(wanted) - 1:
        x = x[..., None]
    fits = len(wanted) == x.ndim and all(
        size in (None, have)
        for size, have in zip(wanted[1:], x.shape[1:], strict=True)
    )
    if not fits:
        raise WrongValue(
            f"This model takes rows of the shape {tuple(wanted[1:])}, and "
            f"{name} has rows of the shape {x.shape[1:]}. Change keras.Input, "
            f"or reshape {name}."
        )
    return x
