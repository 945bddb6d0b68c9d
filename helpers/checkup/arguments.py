"""What `checkup` is given, checked: a case, or a sentence."""

from typing import Any

import numpy as np

from helpers.checkup.case import Case
from helpers.checkup.lab.copies import copy_of, random_states_kept
from helpers.checkup.words import counted
from helpers.keras_tools import load_keras
from helpers.wording.errors import WrongType, WrongValue


def case_of(
    model: Any, x: Any, y: Any, history: Any
) -> tuple[Case, list[str]]:
    """Check the arguments of `checkup`.

    Returns
    -------
    case : Case
    notes : list of str
        What of it cannot be judged, as sentences.

    Raises
    ------
    TypeError, ValueError
        See `checkup`.
    """
    _check_model(model)
    losses, steps = _history(history)
    inputs = getattr(model, "inputs", None) or [None]
    outputs = getattr(model, "outputs", None) or [None]
    x, y = _arrays("x", x, len(inputs)), _arrays("y", y, len(outputs))
    rows = {len(array) for array in (*x, *y)}
    if len(rows) > 1:
        raise WrongValue(
            f"x has {len(x[0])} rows and y has {len(y[0])}: each row of x "
            "needs its own target. Pass the same rows of both."
        )
    note = _what_cannot_be_judged(model, len(inputs), len(outputs))
    if note:
        case = Case(model, x, y, losses, steps, is_whole=False)
        return case, [note]
    x = _as_input(x[0], model)
    case = Case(model, x, y[0], losses, steps)
    return case, _smaller_notes(case)


def _check_model(model: Any) -> None:
    keras = load_keras()
    if not isinstance(model, keras.Model):
        raise WrongType(
            "model must be a Keras model, such as keras.Sequential([…]), not "
            f"{type(model).__name__}."
        )
    if not model.built or not model.weights:
        raise WrongValue(
            "This model has no weights yet. Begin its layers with "
            "keras.Input((1,)), where 1 is the number of columns of x."
        )
    if not model.compiled or getattr(model, "loss", None) is None:
        raise WrongValue(
            "This model has no loss, as it is not compiled. Call "
            'model.compile(loss="mse", optimizer="sgd") first.'
        )


def _arrays(name: str, values: Any, count: int) -> list[np.ndarray]:
    """The arrays for so many inputs or outputs of a model, as float32."""
    values = load_keras().tree.flatten(values) if count > 1 else [values]
    return [_array(name, v) for v in values]


def _array(name: str, values: Any) -> np.ndarray:
    try:
        array = np.asarray(values)
        if array.dtype.kind == "O":
            array = array.astype(np.float64)  # columns of a table, say
        if array.dtype.kind not in "fiub" or array.ndim == 0:
            raise TypeError
    except (TypeError, ValueError):
        raise WrongType(
            f"{name} must be an array of numbers with one row for each "
            f"point, and this {type(values).__name__} is not. Try "
            f"np.array({name}, dtype=float)."
        ) from None
    if not array.size:
        raise WrongValue(
            f"{name} must have at least one row of numbers. Its shape is "
            f"{array.shape}. Look at how it was made."
        )
    with np.errstate(over="ignore"):
        return array.astype(np.float32)


def _as_input(x: np.ndarray, model: Any) -> np.ndarray:
    """x with the number of axes that the model takes."""
    wanted = model.inputs[0].shape
    if x.ndim == len(wanted) - 1:
        x = x[..., None]
    fits = len(wanted) == x.ndim and all(
        size in (None, have)
        for size, have in zip(wanted[1:], x.shape[1:], strict=True)
    )
    if not fits:
        raise WrongValue(
            f"This model takes rows of the shape {tuple(wanted[1:])}, and x "
            f"has rows of the shape {x.shape[1:]}. Change keras.Input, or "
            "reshape x."
        )
    return x


def _history(
    history: Any,
) -> tuple[dict[str, list[float]], int | None]:
    if history is None:
        return {}, None
    steps = (getattr(history, "params", None) or {}).get("steps")
    losses = getattr(history, "history", history)
    if not isinstance(losses, dict):
        raise WrongType(
            "history must be what model.fit returned, not "
            f"{type(history).__name__}. Try history = model.fit(…)."
        )
    try:
        is_row = np.array(losses.get("loss", []), np.float64).ndim == 1
    except (TypeError, ValueError):
        is_row = False
    if not is_row:
        raise WrongType(
            "history must have a list of numbers under 'loss', not "
            f"{losses['loss']!r}. Try history = model.fit(…)."
        )
    return losses, steps


def _what_cannot_be_judged(model: Any, inputs: int, outputs: int) -> str:
    keras = load_keras()
    if inputs > 1 or outputs > 1:
        return (
            f"This model has {counted(inputs, 'input')} and "
            f"{counted(outputs, 'output')}. The checkup trains copies with "
            "one of each only."
        )
    if type(model).train_step is not keras.Model.train_step:
        return (
            "This model trains with a train_step of its own, which the "
            "checkup cannot repeat on a copy."
        )
    try:
        with random_states_kept():
            copy_of(model)
    except Exception:  # whatever a layer of the learner's own may raise
        return (
            "This model cannot be copied: a class or layer of its own has "
            "no get_config. The checkup only experiments on copies."
        )
    return ""


def _smaller_notes(case: Case) -> list[str]:
    if case.is_table:
        return []
    return [
        "It reads sequences or pictures: whether scaling its inputs would "
        "help was not tried."
    ]
