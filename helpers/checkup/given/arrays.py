"""Arrays of numbers from what is brought as one, or a sentence."""

import datetime
import re
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from helpers.checkup.given.forms import FORMS
from helpers.wording.errors import WrongType, WrongValue
from helpers.wording.numbers import counted, number

LARGEST = 20_000_000  # numbers of a sparse array that is written out
MOSTLY = 0.5  # share of a column of text that is numbers, to be called so
MISSING = ("NAType", "NaTType", "NoneType")
TEXT = (str, bytes)
DATE = r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?"
SIGNED = r"\W*\d+(,\d{3})*(\.\d+)?\W*"  # such as $ 1,200.50 or 12 %
FEW_NAMES = 20  # that are worth a column each, if they are not the half of all
OBJECTS = {
    "dates": (datetime.date, np.datetime64),
    "spans of time": (datetime.timedelta, np.timedelta64),
    "complex numbers": (complex, np.complexfloating),
}
KINDS = {"M": "dates", "m": "spans of time", "c": "complex numbers"}


class _Other(Exception):
    """Values that are no numbers: a key of FORMS, an example, the columns."""

    def __init__(self, form: str, example: Any = None, k: Any = None) -> None:
        self.form, self.example, self.columns = form, example, [k]


def array_of(name: str, values: Any) -> np.ndarray:
    """What is brought as an array of numbers, as float32.

    Parameters
    ----------
    name : str
        What the learner calls it, such as "x". Names that begin with "y" are
        those of targets.
    values : object

    Returns
    -------
    ndarray, shape (n, …)

    Raises
    ------
    TypeError, ValueError
        A sentence; the lines after it, if any, are code that mends it.
    """
    values = written_out(name, values)
    try:
        if _is_table(values):
            array = _of_table(name, values)
        else:
            array = _of_array(name, _array(values), _is_pandas(values))
    except _Other as other:
        raise _not_numbers(name, values, other) from None
    if not array.size:
        raise WrongValue(
            f"{name} must have at least one row of numbers. Its shape is "
            f"{array.shape}. Look at how it was made."
        )
    return _as_float32(name, array)


def written_out(name: str, values: Any) -> Any:
    """What is sparse as an array; the rest as it is, if nothing is masked."""
    kind = type(values)
    if "scipy.sparse" in kind.__module__ or kind.__name__ == "SparseTensor":
        columns = int(np.prod(values.shape[1:]))
        if int(values.shape[0]) * columns > LARGEST:
            raise WrongValue(
                f"{name} is sparse, and written out it has more than "
                f"{number(LARGEST)} numbers, too many for a checkup. Pass "
                f"{counted(max(1, LARGEST // columns), 'row')} or fewer, and "
                "the same rows of the others."
            )
        if hasattr(values, "toarray"):
            return values.toarray()
        import tensorflow as tf

        return tf.sparse.to_dense(tf.sparse.reorder(values)).numpy()
    if np.ma.isMaskedArray(values) and np.ma.getmaskarray(values).any():
        rest = "_val" if name.endswith("_val") else ""
        beside = dict.fromkeys((f"x{rest}", f"y{rest}", name))
        raise WrongValue(
            f"Some values of {name} are masked, and Keras does not see that. "
            "Leave these rows out:\n"
            f"keep = ~np.ma.getmaskarray({name}).reshape(len({name}), -1)"
            ".any(axis=1)\n"
            + "\n".join(f"{n} = np.asarray({n})[keep]" for n in beside)
        )
    return values


def _is_pandas(values: Any) -> bool:
    kinds = type(values).__mro__
    return any(kind.__module__.startswith("pandas.") for kind in kinds)


def _is_table(values: Any) -> bool:
    return _is_pandas(values) and hasattr(values, "columns")


def _array(values: Any) -> np.ndarray:
    """The array that NumPy makes of it, of any kind."""
    if type(values).__name__ == "RaggedTensor":
        raise _Other("a ragged tensor")
    try:
        return np.asarray(values)
    except Exception:  # whatever an object of the learner's own may raise
        uneven = isinstance(values, (list, tuple))
        raise _Other("uneven rows" if uneven else "no rows") from None


def _of_table(name: str, table: Any) -> np.ndarray:
    """The columns of a table of pandas, side by side."""
    arrays: list[np.ndarray] = []
    others: list[_Other] = []
    for label, column in table.items():
        try:
            arrays.append(_of_array(name, _array(column), True))
        except _Other as other:
            others.append(_Other(other.form, other.example, label))
    if others:
        alike = [other for other in others if other.form == others[0].form]
        others[0].columns = [other.columns[0] for other in alike]
        raise others[0]
    if any(np.isnan(array).any() for array in arrays):
        try:
            np.asarray(table, float)
        except TypeError:  # gaps beside columns of another type
            raise _Other("gaps") from None
    return np.stack(arrays, axis=1) if arrays else np.zeros(table.shape)


def _of_array(name: str, array: np.ndarray, in_pandas: bool) -> np.ndarray:
    """An array of numbers as it is, or one that is made from objects."""
    if array.ndim == 0:
        is_many = isinstance(array[()], (Collection, Iterator))
        is_many = is_many and not isinstance(array[()], TEXT)
        raise _Other("values, and no rows" if is_many else "no rows")
    if array.dtype.names:
        raise _Other("named fields")
    if array.dtype.kind in KINDS:
        raise _Other(KINDS[array.dtype.kind])
    if array.dtype.kind == "V":  # bfloat16
        try:
            return array.astype(np.float32)
        except (TypeError, ValueError):
            raise _Other("others") from None
    if array.dtype.kind in "fiub" or not array.size:
        return array
    items = list(array.flat)
    if any(isinstance(item, TEXT) for item in items):
        raise _text(name, array, in_pandas)
    for form, kinds in OBJECTS.items():
        if any(isinstance(item, kinds) for item in items):
            raise _Other(form)
    items = [np.nan if _is_gap(item) else item for item in items]
    try:
        return np.array([float(v) for v in items]).reshape(array.shape)
    except OverflowError:
        raise _Other("huge numbers") from None
    except (TypeError, ValueError):
        raise _Other(_form_of(items)) from None


def _text(name: str, array: np.ndarray, in_pandas: bool) -> _Other:
    """What the text of an array is: numbers, dates, names of classes, …"""
    items = list(array.flat)
    texts = [item for item in items if isinstance(item, TEXT)]
    words = [text for text in texts if not _is_number(text)]
    # Of a table some may be gaps in disguise, such as a question mark.
    most = MOSTLY if in_pandas else 0
    if len(words) <= most * len(texts):
        return _Other("numbers in quotes", texts[0])
    word, form = words[0], "names"
    if _are(DATE, words):
        form = "dates in quotes"
    elif in_pandas and _are(SIGNED, words):
        form = "numbers with signs"
    elif name.startswith("y"):
        gaps = any(map(_is_gap, items))
        form = "classes with gaps" if gaps else "names of classes"
    elif len(set(words)) > max(FEW_NAMES, len(words) / 2):
        form = "texts"
    if form in ("names", "texts") and array.shape[1:] not in ((), (1,)):
        return _Other(
            f"a column of {form}", word, items.index(word) % array.shape[1]
        )
    return _Other(form, word)


def _is_gap(item: Any) -> bool:
    is_nan = isinstance(item, (float, np.floating)) and item != item
    return is_nan or type(item).__name__ in MISSING


def _are(pattern: str, texts: list[Any]) -> bool:
    return all(re.fullmatch(pattern, str(text)) for text in texts)


def _is_number(text: str | bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _form_of(items: list[Any]) -> str:
    """Whether objects, of which some are no numbers, are rows of numbers."""
    if not all(hasattr(item, "__len__") for item in items):
        return "others"
    try:
        np.array([np.asarray(item, float) for item in items], float)
    except ValueError:
        return "uneven rows"
    except TypeError:
        return "others"
    return "rows"


def _not_numbers(name: str, values: Any, other: _Other) -> WrongType:
    """The sentence, and the code that mends it."""
    columns = [quoted(column) for column in other.columns]
    is_table, form = _is_table(values), FORMS[other.form]
    if is_table and other.form == "names of classes" and values.shape[1] > 1:
        form = FORMS["names"]
    code = form.array
    if _is_pandas(values):
        code = form.table if is_table else form.series
    lines = [
        code.format(
            x=name,
            inputs=name.replace("y", "x"),
            k=column,
            ks=", ".join(columns),
        )
        for column in columns
    ]
    where = "it holds"
    if columns != ["None"]:
        plural = len(columns) > 1
        where = f"its column{'s' * plural} {', '.join(columns)} hold"
        where += "" if plural else "s"
    example = other.example
    if example is not None:
        example = repr(str(example) if isinstance(example, str) else example)
    such_as = f", such as {example}" if example else ""
    mended = ":\n" + "\n".join(dict.fromkeys(lines)) if code else "."
    return WrongType(
        f"{name} must be an array of numbers with one row for each point, and "
        f"this {type(values).__name__} is not: {where} {form.holds}{such_as}. "
        f"{form.advice}{mended}"
    )


def quoted(label: Any) -> str:
    """A label as code, in the quotes of this course."""
    plain = isinstance(label, str) and '"' not in label
    return f'"{label}"' if plain else repr(label)


def _as_float32(name: str, array: np.ndarray) -> np.ndarray:
    """The numbers as Keras takes them, if it can tell them apart."""
    with np.errstate(over="ignore", under="ignore"):
        single = array.astype(np.float32)
    exact = np.can_cast(array.dtype, np.float32)
    if exact or not np.isfinite(array).all():
        return single
    if not np.isfinite(single).all() or (array.any() and not single.any()):
        raise WrongValue(
            f"The numbers of {name} are as large as "
            f"{number(np.abs(array).max())}, and Keras, which counts in "
            "float32, cannot hold them. Bring them to a usual size:\n"
            f"{name} = np.asarray({name}, float)\n"
            f"{name} = {name} / np.abs({name}).max()"
        )
    lost = (np.ptp(single, axis=0) == 0) & (np.ptp(array, axis=0) >= 1)
    if lost.any():
        raise WrongValue(
            f"The numbers of {name} are so large, and so close together, that "
            "Keras, which counts in float32, takes them for equal. Subtract "
            f"their mean:\n{name} = np.asarray({name}, float)\n"
            f"{name} = {name} - {name}.mean(axis=0)"
        )
    return single
