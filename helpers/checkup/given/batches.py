"""Rows from what gives batches: Datasets, generators and their like."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from helpers.checkup.given.arrays import written_out
from helpers.checkup.words import first_line
from helpers.keras_tools import load_keras
from helpers.wording.errors import WrongType, WrongValue
from helpers.wording.numbers import counted, number

ROWS = 2000  # that are read at most, or one batch
NUMBERS = 20_000_000  # of x, likewise


class Rows(NamedTuple):
    """What was read, one batch below the other.

    Attributes
    ----------
    x, y : object
        Arrays, or dicts and tuples of arrays.
    weights : ndarray or None
    batch_size : int
    is_cut : bool
        Whether others may come after these.
    code : str
        How to get the same in Python.
    note : str
        What was read, as a sentence.
    """

    x: Any
    y: Any
    weights: Any
    batch_size: int
    is_cut: bool
    code: str
    note: str


def gives_batches(x: Any, y: Any) -> bool:
    """Whether x brings its own y, batch by batch."""
    if _is_of_keras(x):
        return True
    if y is not None or hasattr(x, "__array__") or hasattr(x, "shape"):
        return False
    # A DataLoader has a length, and is no Collection.
    return isinstance(x, Iterable) and not isinstance(x, Collection)


def check_alone(
    x: Any, y: Any, sample_weight: Any, validation_split: float
) -> None:
    """See that nothing comes beside an x that gives all of it in batches."""
    if isinstance(x, Iterator) and y is not None:
        raise WrongValue(
            f"x is a {_kind(x)}, which gives what it has only once. If it "
            "gives batches of (x, y), leave y out: checkup(model, x). If it "
            "gives rows, pass x = np.array(list(x))."
        )
    if not gives_batches(x, y):
        return
    for name, given, instead in (
        ("y", y is not None, "checkup(model, x)"),
        ("sample_weight", sample_weight is not None, "let x give (x, y, w)"),
        ("validation_split", validation_split, "pass validation_data"),
    ):
        if given:
            raise WrongValue(
                f"x gives batches of (x, y), so {name} must be left out, as "
                f"for fit. Leave it out: {instead}."
            )


def check_mixed(rows: Rows, y: np.ndarray) -> None:
    """Of rows that are sorted by their target the first ones say little."""
    if rows.is_cut and np.ptp(y, axis=0).max() == 0:
        raise WrongValue(
            f"The first {counted(len(y), 'row')} of x all have the target "
            f"{number(y.flat[0])}, and a checkup reads no more. Mix the rows "
            "before they become batches, such as with "
            "x = x.unbatch().shuffle(100_000).batch(32)."
        )


def _kind(given: Any) -> str:
    """How to call it."""
    return _is_of_keras(given) or type(given).__name__


def _is_of_keras(given: Any) -> str:
    """Which one it is of those that Keras itself knows."""
    import tensorflow as tf

    if isinstance(given, tf.data.Dataset):
        return "Dataset"
    return "PyDataset" * isinstance(given, load_keras().utils.PyDataset)


def read(name: str, given: Any, steps: int | None = None) -> Rows:
    """Read an epoch, or as many batches as a checkup needs.

    A generator has these no more. A Dataset that shuffles anew for each epoch
    goes on to its next order.

    Parameters
    ----------
    name : str
        What the learner calls it, such as "x".
    given : tf.data.Dataset, keras.utils.PyDataset or iterable
    steps : int, optional
        How many batches an epoch has.

    Returns
    -------
    Rows

    Raises
    ------
    TypeError, ValueError
        A sentence, if it gives something else than batches.
    """
    kind, batches = _kind(given), list[tuple]()
    rows = size = 0
    indices = _indices(name, given) if kind == "PyDataset" else None
    try:
        source = given if indices is None else (given[i] for i in indices)
        for batch in source:
            batches.append(_parts(name, kind, batch))
            rows += _length(batches[-1][1])
            size += sum(leaf.size for leaf in _leaves(batches[-1][0]))
            is_enough = max(rows, len(batches)) >= ROWS or size >= NUMBERS
            if is_enough or len(batches) == steps:
                break
    except (WrongType, WrongValue):
        raise
    except Exception as error:
        raise _stopped(name, error) from None
    if not rows:
        raise WrongValue(
            f"{name} gives no rows: this {kind} has nothing left, or never "
            "had. Make it anew, and pass it before you train on it."
        )
    few = _few(name, kind, indices, len(batches))
    try:
        x, y, *weights = map(_stacked, zip(*batches, strict=True))
    except ValueError:
        raise WrongValue(
            f"The batches of {name} do not go together: their rows have "
            "different shapes. Make arrays of one shape:\n"
            f"batches = list({few})\n"
            "y = np.concatenate([b for _, b in batches])\n"
            "x = keras.utils.pad_sequences([row for a, _ in batches "
            'for row in a],\n    padding="post", dtype="float32")'
        ) from None
    left = ", ".join(["x", "y", "sample_weight"][: 2 + len(weights)])
    code = f"{left} = map(np.concatenate, zip(*{few}))"
    if isinstance(x, (dict, tuple)) or isinstance(y, (dict, tuple)):
        join = "lambda *parts: np.concatenate(parts)"
        code = f"{left} = keras.tree.map_structure({join}, *{few})"
    note = f"x and y are {counted(rows, 'row')} of this {kind}: {code}."
    if isinstance(given, Iterator):
        note += " It has given them away: make it anew before you train on."
    return Rows(
        x=x,
        y=y,
        weights=weights[0] if weights else None,
        batch_size=_length(batches[0][1]),
        is_cut=is_enough and indices is None,
        code=code,
        note=note,
    )


def _indices(name: str, given: Any) -> range:
    """Of batches all over a PyDataset, as many as are enough."""
    try:
        count = given.num_batches
        first = _parts(name, "PyDataset", given[0])
    except (WrongType, WrongValue):
        raise
    except Exception as error:
        raise _stopped(name, error) from None
    size = max(leaf.size for leaf in _leaves(first[0]))
    most = min(ROWS // max(1, _length(first[1])), NUMBERS // max(1, size))
    most = max(1, most)
    return range(most) if count is None else range(0, count, -(-count // most))


def _few(name: str, kind: str, indices: range | None, count: int) -> str:
    """Code for the batches that were read."""
    if kind == "Dataset":
        return f"{name}.take({count})"
    if indices is not None:
        return f"({name}[i] for i in {indices[:count]})"
    return f"itertools.islice({name}, {count})"


def _stopped(name: str, error: Exception) -> WrongValue:
    return WrongValue(
        f"{name} gives no rows: its own code stops with "
        f"{type(error).__name__}: {first_line(error)} Mend that first: "
        f"next(iter({name})) shows where it is."
    )


def _parts(name: str, kind: str, batch: Any) -> tuple:
    """x and y of a batch, and the weights, as arrays."""
    if not isinstance(batch, (tuple, list)) or len(batch) not in (2, 3):
        raise WrongType(
            f"{name} must give batches of (x, y), or of (x, y, "
            f"sample_weight), and this {kind} gives {type(batch).__name__}s "
            "alone. Let it give both."
        )
    parts = tuple(_arrays(name, part) for part in batch)
    rows = {np.shape(leaf)[:1] for p in parts for leaf in _leaves(p)}
    if len(rows) > 1 or () in rows:
        batched = f"(tuple(np.array([v]) for v in row) for row in {name})"
        if kind == "Dataset":
            batched = f"{name}.batch(32)"
        raise WrongValue(
            f"{name} must give batches, with a row of x for each of y, and "
            f"this {kind} gives one row at a time. Make batches of them:\n"
            f"{name} = {batched}"
        )
    return parts


def _arrays(name: str, part: Any) -> Any:
    """Arrays as such, in dicts and tuples; numbers in lists as arrays."""
    if isinstance(part, Mapping):
        return {key: _arrays(name, value) for key, value in part.items()}
    if isinstance(part, (tuple, list)) and all(
        getattr(value, "shape", ()) != () for value in part
    ):
        return tuple(_arrays(name, value) for value in part)
    if type(part).__name__ == "RaggedTensor":
        part = part.to_tensor()
    return np.asarray(written_out(name, part))


def _leaves(part: Any) -> list[np.ndarray]:
    if isinstance(part, Mapping):
        part = tuple(part.values())
    if isinstance(part, tuple):
        return [leaf for value in part for leaf in _leaves(value)]
    return [part]


def _length(part: Any) -> int:
    return len(_leaves(part)[0])


def _stacked(parts: Sequence[Any]) -> Any:
    """Arrays of all batches, one below the other."""
    if isinstance(parts[0], Mapping):
        return {key: _stacked([p[key] for p in parts]) for key in parts[0]}
    if isinstance(parts[0], tuple):
        return tuple(map(_stacked, zip(*parts, strict=True)))
    return np.concatenate(parts)
