"""What `checkup` is given, checked: a case, or a sentence."""

from dataclasses import replace
from typing import Any

import numpy as np

from helpers.checkup.case import Case
from helpers.checkup.given.batches import (
    check_alone,
    check_mixed,
    gives_batches,
    read,
)
from helpers.checkup.given.held import with_data, with_split
from helpers.checkup.given.inputs import arrays_of, as_input, check_lengths
from helpers.checkup.given.models import examinable
from helpers.checkup.given.weights import weights_of
from helpers.checkup.lab.copies import leaves, random_states_kept
from helpers.checkup.lab.stand_in import CannotCopy
from helpers.keras_tools import load_keras
from helpers.wording.errors import WrongType, WrongValue
from helpers.wording.fields import shown
from helpers.wording.numbers import counted

READING = ("TextVectorization", "StringLookup")  # layers that take text


@random_states_kept()
def case_of(
    model: Any,
    x: Any,
    y: Any = None,
    history: Any = None,
    *,
    validation_split: float = 0.0,
    validation_data: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
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
    rows, notes = None, list[str]()
    check_alone(x, y, sample_weight, validation_split)
    if gives_batches(x, y):
        rows = read("x", x, steps)
        x, y, sample_weight = rows.x, rows.y, rows.weights
        notes = [rows.note]
    xs, ys = arrays_of(model, x, y, rows)
    case = Case(model, None, None, losses, arrays=xs | ys, is_whole=False)
    if len(xs) + len(ys) > 2:
        note = (
            f"This model has {counted(len(xs), 'input')} and "
            f"{counted(len(ys), 'output')}. The checkup trains copies with "
            "one of each only."
        )
        return case, [note, *notes]
    (x,), (y,) = xs.values(), ys.values()
    try:
        model = examinable(model, x, y)
    except CannotCopy as why:
        return case, [str(why), *notes]
    if rows:
        check_mixed(rows, y)
        steps = -(-len(y) // rows.batch_size)
    x = as_input("x", x, model)
    scale = model._compile_config.config.get("loss_weights")
    weights = weights_of(sample_weight, class_weight, scale, y)
    if sample_weight is not None and weights is not None:
        case.arrays["sample_weight"] = weights
        check_lengths(case.arrays)
    case = replace(
        case,
        model=model,
        x=x,
        y=y,
        steps=steps,
        weights=weights,
        is_whole=True,
    )
    if validation_data is not None:
        case, further = with_data(case, validation_data)
        notes += further
    else:
        case = with_split(case, validation_split)
    return case, notes + _smaller_notes(case)


def _check_model(model: Any) -> None:
    keras = load_keras()
    if not isinstance(model, keras.Model):
        raise WrongType(
            "model must be a Keras model, such as keras.Sequential([…]), not "
            f"{type(model).__name__}."
        )
    if not model.compiled or getattr(model, "loss", None) is None:
        raise WrongValue(
            "This model has no loss, as it is not compiled. Call "
            'model.compile(loss="mse", optimizer="sgd") first.'
        )
    if model.optimizer is None:
        raise WrongValue(
            "This model has no optimizer. Call "
            'model.compile(loss="mse", optimizer="sgd") first.'
        )
    layers = model.layers
    inputs = getattr(model, "inputs", None) or []
    is_text = [tensor.dtype == "string" for tensor in inputs]
    if any(is_text) or any(type(x).__name__ in READING for x in layers[:1]):
        raise WrongValue(
            "This model reads text, and the checkup takes numbers only. Pass "
            "what its first layer makes of x, with a model of the layers "
            "after that."
        )


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
            f"{shown(losses['loss'])}. Try history = model.fit(…)."
        )
    return losses, steps


def _smaller_notes(case: Case) -> list[str]:
    notes = []
    if any(getattr(layer, "stateful", False) for layer in leaves(case.model)):
        notes.append(
            "It is stateful, and its copies are not: they begin anew with "
            "every batch."
        )
    return notes
