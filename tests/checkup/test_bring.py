"""What people bring to a checkup: judged, or a sentence that is true.

The tables have a row for each thing that is brought. What a sentence advises
is done, in code if it has some, and then it is judged.
"""

import copy
import itertools
import random
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import tensorflow as tf
from every_day import each

from helpers.checkup import checkup, examine
from helpers.checkup.arguments import case_of
from helpers.checkup.examine import NOT_DONE
from helpers.keras_tools import load_keras
from helpers.wording.errors import WrongType, WrongValue

keras = load_keras()
layers = keras.layers
ROWS = 40
COUNT = np.arange(ROWS)
X = np.linspace(-1, 1, ROWS)[:, None]
Y = 2 * X[:, 0]
CITIES = np.array(["Bern", "Rome"] * (ROWS // 2))
SAYS_YES = np.where(X[:, 0] > 0, "yes", "no")
DAYS = np.datetime64("2024-02-27") + COUNT
METRIC = ("accuracy_on_regression",)


@dataclass
class Row:
    """One thing that is brought.

    Attributes
    ----------
    what : str
    bring : callable
        Gives the arguments of `checkup` as a dict. Instead of a model it may
        have a function that makes one for so many columns of x.
    says : str
        What the sentence says, as a regular expression; empty if it is
        judged at once.
    then : callable or None
        Makes of the arguments what the sentence says; None if it has code.
    finds : tuple of str
        What is found in the end.
    notes : str
        What the report notes in the end.
    """

    what: str
    bring: Callable[[], dict[str, Any]]
    says: str = ""
    then: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    finds: tuple[str, ...] = METRIC
    notes: str = ""

    def __str__(self) -> str:
        return self.what


def row(
    what: str,
    x: Any = X,
    y: Any = Y,
    model: Any = None,
    finds: tuple[str, ...] = METRIC,
    notes: str = "",
    says: str = "",
    then: Callable | None = None,
    **options: Any,
) -> Row:
    """A row whose x, y and model may be functions that make them."""

    def bring() -> dict[str, Any]:
        given = {"x": x, "y": y} | options
        made = {
            k: v() if callable(v) and not isinstance(v, keras.Model) else v
            for k, v in given.items()
        }
        return made | {"model": model or (lambda columns: linear(columns))}

    return Row(what, bring, says, then, finds, notes)


def put(**changes: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What the sentence says to do, as new arguments."""
    return lambda given: given | changes


# Models that are right already


def compiled(model: Any, loss: Any = "mse", **options: Any) -> Any:
    options = {
        "metrics": ["accuracy"],
        "optimizer": keras.optimizers.Adam(0.1),
    } | options
    model.compile(loss=loss, **options)
    return model


def first(columns: int) -> list[np.ndarray]:
    """Weights of a dense layer that doubles the first column."""
    return [np.eye(columns, 1) * 2, np.zeros(1)]


def linear(columns: int = 1, **options: Any) -> Any:
    """Twice the first column: its metric is its only fault."""
    model = keras.Sequential([keras.Input((columns,)), layers.Dense(1)])
    model.set_weights(first(columns))
    compiled(model, **options)
    # As if it was trained for an epoch: its copies are, and not for longer.
    model.optimizer.iterations.assign(1)
    return model


def last(columns: int) -> Any:
    """Twice the last column."""
    model = linear(columns)
    kernel, bias = model.get_weights()
    model.set_weights([kernel[::-1], bias])
    return model


def yes_or_no(columns: int = 1) -> Any:
    """Class 1 where x is above 0."""
    dense = layers.Dense(1, activation="sigmoid")
    model = keras.Sequential([keras.Input((1,)), dense])
    model.set_weights([np.full((1, 1), 200.0), np.zeros(1)])
    return compiled(model, "binary_crossentropy")


def yes_and_no() -> Any:
    """Shares of two classes, as columns."""
    model = keras.Sequential(
        [keras.Input((1,)), layers.Dense(2, activation="softmax")]
    )
    model.set_weights([np.array([[-200.0, 200.0]]), np.zeros(2)])
    return compiled(model, "categorical_crossentropy")


def sign(columns: int = 1) -> Any:
    """Whether x is above 0, as -1 or 1."""
    model = keras.Sequential(
        [keras.Input((1,)), layers.Lambda(keras.ops.sign), layers.Dense(1)]
    )
    model.set_weights([np.ones((1, 1)), np.zeros(1)])
    return compiled(model)


def named() -> Any:
    """It has a name for its input and its output."""
    size = keras.Input((1,), name="size")
    double = layers.Dense(1, name="double")
    model = keras.Model({"size": size}, {"double": double(size)})
    model.set_weights(first(1))
    return compiled(model, {"double": "mse"}, metrics={"double": "accuracy"})


def with_weights(model: Any, x: Any = X, **options: Any) -> Any:
    """A model of the learner's own class, with weights for x."""
    model(x)
    model.set_weights([w for pair in [first(x.shape[-1])] for w in pair])
    return compiled(model, **options)


# What they are brought


def table(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"size": X[:, 0]} | columns)


def with_a_gap(values: Any) -> list[Any]:
    return [*values[:3], None, *values[4:]]


def dataset(*parts: Any) -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices(parts or (X, Y))


def batches(x: Any = X, y: Any = Y, size: int = 8) -> Iterator[tuple]:
    for start in range(0, len(x), size):
        yield x[start : start + size], y[start : start + size]


def endless() -> Iterator[tuple]:
    while True:
        yield from batches()


class Loader:
    """Like a DataLoader: it can be iterated again, and is no array."""

    def __iter__(self) -> Iterator[tuple]:
        return batches()

    def __len__(self) -> int:
        return 5


class Batches(keras.utils.PyDataset):
    def __init__(self, times: int = 1, **options: Any) -> None:
        super().__init__(**options)
        self.x, self.y = np.tile(X, (times, 1)), np.tile(Y, times)
        self.asked: list[int] = []

    def __len__(self) -> int:
        return len(self.x) // 8

    def __getitem__(self, i: int) -> tuple:
        self.asked.append(i)
        return self.x[8 * i : 8 * i + 8], self.y[8 * i : 8 * i + 8]


class WithoutEnd(Batches):
    num_batches = None

    def __getitem__(self, i: int) -> tuple:
        return super().__getitem__(i % 5)


def epoch(steps: int) -> Any:
    """What `fit` returns after an epoch of so many steps."""
    history = keras.callbacks.History()
    history.params, history.history = {"steps": steps}, {"loss": [1.0]}
    return history


class Doubling(keras.Model):
    """A class of the learner's own, whose __init__ takes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = layers.Dense(1)

    def call(self, x: Any, training: bool | None = None) -> Any:
        return self.dense(x)


class WithFunction(Doubling):
    """Keras does not note what its __init__ takes."""

    def __init__(self, function: Callable = keras.ops.relu) -> None:
        super().__init__()
        self.function = function

    def call(self, x: Any) -> Any:
        return self.function(super().call(x))


class WithConfig(WithFunction):
    def get_config(self) -> dict[str, Any]:
        return {"function": self.function}


class WithWrongConfig(WithFunction):
    def get_config(self) -> dict[str, Any]:
        return {}


class OwnWeights(keras.Model):
    """Its weights belong to no layer."""

    def build(self, shape: tuple) -> None:
        self.kernel = self.add_weight(shape=(1, 1), name="kernel")

    def call(self, x: Any) -> Any:
        return keras.ops.matmul(x, self.kernel)


class OwnLayer(layers.Layer):
    """A layer of the learner's own, whose __init__ takes no name."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def call(self, x: Any) -> Any:
        return self.factor * x


class OwnTraining(keras.Sequential):
    def train_step(self, data: Any) -> Any:
        return super().train_step(data)


class OwnLoss(keras.Sequential):
    def compute_loss(self, *parts: Any, **named: Any) -> Any:
        return super().compute_loss(*parts, **named)


class Halved(keras.optimizers.schedules.LearningRateSchedule):
    """Without a get_config."""

    def __call__(self, step: Any) -> Any:
        return 0.1 / (1 + keras.ops.cast(step, "float32"))


class HalvedWithConfig(Halved):
    def get_config(self) -> dict[str, Any]:
        return {}


def stack(*inner: Any, kind: type = keras.Sequential, **options: Any) -> Any:
    """A stack of layers, of which the last two weights double x."""
    model = kind(list(inner))
    if model.built:
        weights = model.get_weights()
        model.set_weights([*weights[:-2], *first(len(weights[-2]))])
    return compiled(model, **options)


def dense(units: int = 1) -> Any:
    return layers.Dense(units)


def doubled_at_the_end(rnn: type = layers.SimpleRNN, **options: Any) -> Any:
    """Twice the last step of a sequence, by a layer with a state."""
    cell = rnn(1, activation="linear", use_bias=False, stateful=True)
    model = keras.Sequential([keras.Input(**options), cell, dense()])
    model.set_weights([np.ones((1, 1)), np.zeros((1, 1)), *first(1)])
    return compiled(model)


def adapted() -> Any:
    """A layer that has learned the mean of x, before a model is built."""
    norm = layers.Normalization()
    norm.adapt(X + 3)
    return norm


STEPS = np.stack([X, -X, X], axis=1)  # sequences of three steps
decay = keras.optimizers.schedules.ExponentialDecay
cosine = keras.optimizers.schedules.CosineDecay

# Learning from scratch takes trials; sound models have no finding but these.
UNTRAINED = [
    row(
        "a model without weights yet",
        model=lambda _: stack(dense(16), dense(), metrics=None),
        finds=(),
    ),
    row(
        "a model without weights yet, but for an adapted layer",
        X + 3,
        model=lambda _: stack(adapted(), dense(), metrics=None),
        finds=(),
    ),
    row(
        "a model of an own class, without weights yet",
        model=lambda _: compiled(Doubling(), metrics=None),
        finds=(),
    ),
    row(
        "a model without weights yet, of sequences",
        STEPS,
        model=lambda _: stack(layers.LSTM(8), dense(), metrics=None),
        finds=(),
    ),
]

MODELS = [
    row(
        "a model of an own class",
        model=lambda _: with_weights(Doubling()),
    ),
    row(
        "a model of an own class with a get_config",
        model=lambda _: with_weights(WithConfig(keras.ops.abs)),
        y=np.abs(Y),
    ),
    row(
        "an own class within a stack",
        model=lambda _: stack(keras.Input((1,)), Doubling()),
    ),
    row(
        "a layer of an own class",
        model=lambda _: stack(keras.Input((1,)), OwnLayer(2.0), dense()),
        y=2 * Y,
    ),
    row(
        "a state from batch to batch",
        STEPS,
        model=lambda _: doubled_at_the_end(batch_shape=(8, 3, 1)),
        notes="its copies are not: they begin anew with every batch",
    ),
    row(
        "a batch size that is fixed",
        model=lambda _: stack(keras.Input(batch_shape=(8, 1)), dense()),
    ),
    row(
        "a batch size that is fixed, in a nested model",
        model=lambda _: stack(
            keras.Input(batch_shape=(8, 1)),
            keras.Sequential([keras.Input(batch_shape=(8, 1)), dense()]),
        ),
    ),
    row(
        "a schedule",
        model=lambda _: linear(
            optimizer=keras.optimizers.SGD(decay(0.1, 9, 0.9))
        ),
    ),
    row(
        "a schedule that begins and ends at 0",
        model=lambda _: linear(
            optimizer=keras.optimizers.SGD(
                cosine(0.0, 100, warmup_target=0.3, warmup_steps=800)
            )
        ),
    ),
    row(
        "a schedule of an own class",
        model=lambda _: linear(
            optimizer=keras.optimizers.Adam(HalvedWithConfig())
        ),
    ),
    row(
        "a function as learning rate",
        model=lambda _: linear(optimizer=keras.optimizers.SGD(lambda: 0.1)),
    ),
    row("a loss in a list", model=lambda _: linear(loss=["mse"])),
    row(
        "a weight of the loss",
        model=lambda _: linear(loss_weights=[0.5]),
    ),
    row("run eagerly", model=lambda _: linear(run_eagerly=True)),
    row("XLA", model=lambda _: linear(jit_compile=True)),
    row(
        "several steps at once", model=lambda _: linear(steps_per_execution=4)
    ),
    row("weighted metrics", model=lambda _: linear(weighted_metrics=["mae"])),
    row("half precision within", model=lambda _: in_half_precision(linear)),
]


def in_half_precision(make: Callable[[], Any]) -> Any:
    before = keras.mixed_precision.dtype_policy()
    keras.mixed_precision.set_dtype_policy("mixed_float16")
    try:
        return make()
    finally:
        keras.mixed_precision.set_dtype_policy(before)


def of_words(count: int) -> Any:
    """Whether the number of a word is odd."""
    model = keras.Sequential(
        [
            keras.Input((1,)),
            layers.Embedding(count, 1),
            layers.Flatten(),
            dense(),
        ]
    )
    odd = np.arange(count)[:, None] % 2 / 2
    model.set_weights([odd, *first(1)])
    return compiled(model)


def reading() -> Any:
    lookup = layers.StringLookup(vocabulary=["Bern", "Rome"])
    model = keras.Sequential([keras.Input((1,), dtype="string"), lookup])
    return compiled(model)


def two_inputs() -> Any:
    ends = keras.Input((1,), name="size"), keras.Input((1,), name="rooms")
    model = keras.Model(list(ends), dense()(layers.Concatenate()(ends)))
    return compiled(model)


def two_outputs() -> Any:
    x = keras.Input((1,))
    return compiled(keras.Model(x, [dense()(x), dense()(x)]), metrics=None)


TWO = {"size": X, "rooms": X}
# Of these only numbers are looked at: which ones, and what the note says.
NUMBERS = [
    (lambda: (two_inputs(), [X, X], Y), "x[0] and x[1] and y", "2 inputs"),
    (
        lambda: (two_inputs(), TWO, Y),
        'x["size"] and x["rooms"] and y',
        "2 inputs and 1 output",
    ),
    (
        lambda: (two_inputs(), dataset(TWO, Y).batch(8), None),
        'x["size"] and x["rooms"] and y',
        "2 inputs and 1 output",
    ),
    (
        lambda: (two_outputs(), X, (Y, Y)),
        "x and y[0] and y[1]",
        "1 input and 2 outputs",
    ),
]

JUDGED = [
    row("a list", X.tolist()),
    row("a tuple of rows", tuple(map(tuple, X))),
    row("a deque", deque(X[:, 0]), deque(Y)),
    row("a range", range(ROWS), [2 * n for n in range(ROWS)]),
    row("a memoryview", memoryview(X[:, 0])),
    row("tensors", keras.ops.convert_to_tensor(X), tf.constant(Y)),
    row("variables", keras.Variable(X), tf.Variable(Y)),
    row("half precision", X.astype("float16"), 2 * X.astype("float16")),
    row(
        "bfloat16", tf.cast(COUNT, "bfloat16"), tf.cast(2 * COUNT, "bfloat16")
    ),
    row("fractions", [Fraction(n, 8) for n in range(ROWS)], COUNT / 4),
    row("truth values", X > 0, 2 * (X[:, 0] > 0)),
    row("a mask that hides nothing", np.ma.masked_array(X)),
    row("an array for the one input in a list", [X], [Y], lambda _: linear()),
    row("a sparse matrix", scipy.sparse.csr_matrix(X)),
    row("a sparse array", scipy.sparse.coo_array(np.hstack([X, 0 * X]))),
    row("a sparse tensor", lambda: tf.sparse.from_dense(X)),
    row("gaps in a list", with_a_gap(X[:, 0]), finds=("bad_data",)),
    row(
        "a gap in weights", sample_weight=with_a_gap(Y**2), finds=("bad_data",)
    ),
    row(
        "gaps in validation_data",
        validation_data=(X.tolist(), with_a_gap(Y)),
        finds=("bad_data",),
    ),
    # pandas
    row("a Series", pd.Series(X[:, 0]), pd.Series(Y)),
    row("a table", table, lambda: pd.DataFrame({"y": Y})),
    row("an index", pd.Index(COUNT), pd.Index(2 * COUNT)),
    row(
        "a table of many types",
        lambda: table(
            rooms=pd.Series(COUNT, dtype="Int64"),
            is_new=pd.Series([True, False] * 20, dtype="boolean"),
            floor=pd.Series([1, 2] * 20, dtype="category"),
            rent=pd.arrays.SparseArray([0.0, 1.0] * 20),
        ),
    ),
    row(
        "a table with gaps",
        lambda: table(rooms=with_a_gap(COUNT)),
        finds=("bad_data",),
    ),
    # Batches
    row(
        "a Dataset",
        lambda: dataset().batch(8),
        None,
        notes="x and y are 40 rows of this Dataset: "
        "x, y = map(np.concatenate, zip(*x.take(5))).",
    ),
    row("a shuffled Dataset", lambda: dataset().shuffle(40).batch(8), None),
    row(
        "a Dataset without an end",
        lambda: dataset().repeat().batch(8),
        None,
        notes="2,000 rows of this Dataset",
    ),
    row(
        "a Dataset without an end, and its history",
        lambda: dataset().repeat().batch(8),
        None,
        history=epoch(5),
        notes="40 rows of this Dataset",
    ),
    row(
        "a Dataset with weights",
        lambda: dataset(X, Y, Y**2).batch(8),
        None,
        notes="x, y, sample_weight = map(",
    ),
    row(
        "a Dataset in one batch",
        lambda: dataset(np.tile(X, (90, 1)), np.tile(Y, 90)).batch(9000),
        None,
        notes="3,600 rows of this Dataset",
    ),
    row("a generator", batches, None, notes="make it anew before you train"),
    row("a generator without an end", endless, None, notes="2,000 rows"),
    row(
        "a generator of lists",
        lambda: ((x.tolist(), y.tolist()) for x, y in batches()),
        None,
    ),
    row("a map of batches", lambda: map(tuple, batches()), None),
    row("a loader", Loader, None, notes="40 rows of this Loader"),
    row(
        "a PyDataset",
        Batches,
        None,
        notes="zip(*(x[i] for i in range(0, 5))))",
    ),
    row("a PyDataset with workers", lambda: Batches(workers=2), None),
    row(
        "a long PyDataset",
        lambda: Batches(times=200),
        None,
        notes="zip(*(x[i] for i in range(0, 1000, 4))))",
    ),
    row("a PyDataset without an end", WithoutEnd, None, notes="2,000"),
    row("dicts", {"size": X}, {"double": Y}, lambda _: named()),
    row(
        "a Dataset of dicts",
        lambda: dataset({"size": X}, {"double": Y}).batch(8),
        None,
        lambda _: named(),
        notes="x, y = keras.tree.map_structure(lambda *parts: np.concat",
    ),
]


SENTENCES = [
    # Text
    row("numbers in quotes", X[:, 0].astype(str), says="holds text, such as"),
    row("a list of quotes", [str(n) for n in X[:, 0]], says="this list is no"),
    row(
        "a column of quotes",
        lambda: table(rooms=COUNT.astype(str)),
        says='its column "rooms" holds text',
    ),
    row(
        "a column of quotes with a question mark",
        lambda: table(rooms=["?", *COUNT[1:].astype(str)]),
        says=r"pd\.to_numeric",
        finds=("bad_data",),
    ),
    row(
        "a column of text",
        lambda: table(city=CITIES),
        says="its column \"city\" holds text, such as 'Bern'.*one-hot.*\n"
        r'x = pd.get_dummies\(x, columns=\["city"\], dtype=float\)',
    ),
    row(
        "two columns of text",
        lambda: table(city=CITIES, mayor=CITIES),
        says=r'its columns "city", "mayor" hold text',
    ),
    row(
        "columns of categories, with odd names",
        lambda: table(**{'"a" b': pd.Categorical(CITIES)}),
        says="""its column '"a" b' holds text""",
    ),
    row(
        "the values of a table with text",
        lambda: table(city=CITIES, floor=COUNT).values,
        says="its column 1 holds text",
    ),
    row(
        "a list of rows with text",
        lambda: table(city=CITIES, floor=COUNT).values.tolist(),
        says="its column 1 holds text",
    ),
    row(
        "a column of dates in quotes",
        lambda: table(sold=DAYS.astype(str)),
        says=r'\nx\["sold"\] = pd.to_datetime\(x\["sold"\]\)',
    ),
    row(
        "dates in quotes in a list",
        DAYS.astype(str).tolist(),
        2 * COUNT,
        says="Turn it into dates",
    ),
    row(
        "a column of prices",
        lambda: table(price=[f"$ {n + 1},000.00" for n in COUNT]),
        says="Take its signs away",
    ),
    row(
        "a Series of shares",
        pd.Series([f"{n} %" for n in COUNT]),
        2 * COUNT,
        says="Take its signs away",
    ),
    row(
        "a column of remarks",
        lambda: table(remark=[f"house {n}" for n in COUNT]),
        says=r"another text in almost every row, such as 'house 0'.*"
        r'\nx = x.drop\(columns=\["remark"\]\)',
    ),
    row(
        "remarks among the values of a table",
        lambda: table(remark=[f"house {n}" for n in COUNT]).values,
        says=r"its column 1 holds another text",
    ),
    row(
        "remarks alone",
        [f"house {n}" for n in COUNT],
        says=r"keras.layers.TextVectorization",
        then=put(x=X),
    ),
    row("an array of text", CITIES, 2 * (CITIES == "Rome"), last, says="hot"),
    row(
        "a Series of text",
        pd.Series(CITIES),
        2 * (CITIES == "Rome"),
        last,
        says=r"this Series is not: .*\nx = pd.get_dummies\(x, dtype=float\)",
    ),
    row(
        "text labels",
        y=SAYS_YES,
        model=yes_or_no,
        says=r"Number the classes:\nnames, y = np.unique\(",
        finds=(),
    ),
    row(
        "text labels in a list",
        y=SAYS_YES.tolist(),
        model=yes_or_no,
        says="this list is not: it holds text, such as 'no'",
        finds=(),
    ),
    row(
        "text labels in a tensor",
        y=tf.constant(SAYS_YES[:, None]),
        model=yes_or_no,
        says="Number the classes",
        finds=(),
    ),
    row(
        "text labels in a Series",
        y=pd.Series(SAYS_YES),
        model=yes_or_no,
        says=r"y, names = pd.factorize\(y\)",
        finds=(),
    ),
    row(
        "text labels in a table",
        y=pd.DataFrame({"bought": SAYS_YES}),
        model=yes_or_no,
        says=r'y, names = pd.factorize\(y\["bought"\]\)',
        finds=(),
    ),
    row(
        "text labels with gaps",
        y=with_a_gap(SAYS_YES),
        model=yes_or_no,
        says="text with gaps",
        finds=(),
    ),
    row(
        "text labels with gaps in a Series",
        table,
        pd.Series(with_a_gap(SAYS_YES)),
        model=yes_or_no,
        says=r"keep = y.notna\(\)\nx, y = x\[keep\], y\[keep\]",
        finds=(),
    ),
    row(
        "text labels with gaps in a table",
        y=pd.DataFrame({"bought": [pd.NA, *SAYS_YES[1:]]}),
        model=yes_or_no,
        says=r'keep = y\["bought"\].notna\(\)',
        finds=(),
    ),
    row(
        "text labels in a Dataset",
        lambda: dataset(X, SAYS_YES).batch(8),
        None,
        yes_or_no,
        says=r"\nx, y = map\(np.concatenate.*\nnames, y = np.unique",
        finds=(),
    ),
    row(
        "class_weight as a word, and columns of 0 and 1",
        y=np.stack([SAYS_YES == "no", SAYS_YES == "yes"], axis=1),
        model=lambda _: yes_and_no(),
        class_weight="balanced",
        says=r"np.unique\(np.argmax\(y, axis=1\), return_counts",
        finds=(),
    ),
    # Models
    row(
        "a model without weights yet, and rows of single numbers",
        X[:, 0],
        model=lambda _: stack(dense(), metrics=None),
        says=r"no weights yet.*keras.Input.*\nx = np.reshape\(x, \(-1, 1\)\)",
        finds=(),
    ),
    row(
        "an own class, and rows of single numbers",
        X[:, 0],
        model=lambda _: with_weights(Doubling()),
        says=r"no Input.*\nx = np.reshape\(x, \(-1, 1\)\)",
    ),
    row(
        "a model without weights yet, and rows of another shape",
        model=lambda _: stack(
            layers.Conv1D(1, 1), layers.Flatten(), dense(), metrics=None
        ),
        says=r"cannot take rows of the shape \(1,\).*expected min_ndim=3",
        then=put(x=X[:, None]),
        finds=(),
    ),
    row(
        "an own class, built for other columns",
        np.hstack([X, X]),
        model=lambda _: with_weights(Doubling()),
        says=r"another shape than those of x, \(2,\)",
        then=put(x=X),
    ),
    row(
        "a model without layers",
        model=lambda _: stack(),
        says=r"such as keras.layers.Dense\(1\)",
        then=put(model=linear),
    ),
    row(
        "a model without weights",
        model=lambda _: compiled(
            keras.Sequential([keras.Input((1,)), layers.Flatten()])
        ),
        says="no weights, so there is nothing to train",
        then=put(model=linear),
    ),
    row(
        "an own class that cannot be copied",
        model=lambda _: with_weights(WithFunction(keras.ops.abs)),
        y=np.abs(Y),
        says="Give WithFunction a get_config that returns what its __init__",
        then=put(model=lambda _: with_weights(WithConfig(keras.ops.abs))),
    ),
    row(
        "an own class whose get_config forgets something",
        model=lambda _: with_weights(WithWrongConfig(keras.ops.abs)),
        y=np.abs(Y),
        says="answers otherwise than the model itself. Let the get_config",
        then=put(model=lambda _: with_weights(WithConfig(keras.ops.abs))),
    ),
    row(
        "an own class within a stack that cannot be copied",
        model=lambda _: stack(
            keras.Input((1,)), WithFunction(keras.ops.abs), metrics=None
        ),
        y=np.abs(Y),
        says="Give WithFunction a get_config",
        then=put(
            model=lambda _: stack(
                keras.Input((1,)), WithConfig(keras.ops.abs), metrics=None
            )
        ),
        finds=(),
    ),
    row(
        "an own class that calls TensorFlow",
        model=lambda _: with_weights(WithConfig(tf.abs)),
        y=np.abs(Y),
        says="call of WithConfig cannot be repeated.* keras.ops",
        then=put(model=lambda _: with_weights(WithConfig(keras.ops.abs))),
    ),
    row(
        "an own class with weights of its own",
        model=lambda _: compiled(OwnWeights()),
        says="weights of OwnWeights belong to no layer",
        then=put(model=lambda _: with_weights(Doubling())),
    ),
    row(
        "an own train_step",
        model=lambda _: stack(keras.Input((1,)), dense(), kind=OwnTraining),
        says="a train_step of its own.*Without it, it can be examined",
        then=put(model=linear),
    ),
    row(
        "an own compute_loss",
        model=lambda _: stack(keras.Input((1,)), dense(), kind=OwnLoss),
        says="a compute_loss of its own",
        then=put(model=linear),
    ),
    row(
        "a schedule that cannot be copied",
        model=lambda _: linear(optimizer=keras.optimizers.SGD(Halved())),
        says="its schedule, has no get_config",
        then=put(
            model=lambda _: linear(
                optimizer=keras.optimizers.SGD(HalvedWithConfig())
            )
        ),
    ),
    row(
        "a loss that Keras does not know",
        model=lambda _: linear(loss="rmse"),
        says="^The loss of this model stops with ValueError: Could not inter",
        then=put(model=linear),
    ),
    row(
        "a loss that fails",
        model=lambda _: linear(loss=lambda y, answers: y["price"]),
        says="^The loss of this model stops with",
        then=put(model=linear),
    ),
    row(
        "a size that is fixed within a layer",
        model=lambda _: stack(
            keras.Input(batch_shape=(8, 1)),
            layers.Lambda(lambda x: keras.ops.reshape(x, (8, 1))),
            dense(),
        ),
        says="Are there fixed sizes in its layers?",
        then=put(model=linear),
    ),
    row(
        "a model that reads text",
        CITIES,
        2 * (CITIES == "Rome"),
        lambda _: reading(),
        says="Pass what its first layer makes of x, with a model of the",
        then=lambda given: (
            given
            | {"x": reading().layers[0](CITIES[:, None]) - 1, "model": linear}
        ),
    ),
    row(
        "numbers of more words than a layer knows",
        COUNT[:, None],
        COUNT % 2,
        lambda _: of_words(20),
        says=r"from 0 to 39, and Embedding\(20, …\) knows those from 0 to 19",
        then=put(model=lambda _: of_words(40)),
        finds=(),
    ),
    # Other values than numbers
    row("dates", DAYS, 2 * COUNT, says="holds dates"),
    row("dates in a list", DAYS.tolist(), 2 * COUNT, says="this list is not"),
    row("dates in a Series", pd.Series(DAYS), 2 * COUNT, says="Timedelta"),
    row(
        "a column of dates with a time zone",
        lambda: table(sold=pd.Series(DAYS).dt.tz_localize("UTC")),
        says=r'its column "sold" holds dates.*\nx\["sold"\] = \(',
    ),
    row("spans of time", DAYS - DAYS[0], 2 * COUNT, says="spans of time"),
    row(
        "spans of time in a list",
        (DAYS - DAYS[0]).tolist(),
        2 * COUNT,
        says="spans of time",
    ),
    row(
        "a column of spans of time",
        lambda: table(age=pd.Series(DAYS - DAYS[0])),
        says="spans of time",
    ),
    row(
        "a column of months",
        lambda: table(month=pd.Series(DAYS).dt.to_period("M")),
        says=r'x = x.drop\(columns=\["month"\]\)',
    ),
    row("complex numbers", X + 1j, says="two columns of each"),
    row("named fields", np.rec.fromarrays([X[:, 0], COUNT]), says="fields"),
    row(
        "gaps beside truth values",
        lambda: table(
            rooms=pd.Series(with_a_gap(COUNT), dtype="Int64"),
            is_new=pd.Series([True, False] * 20),
        ),
        says=r"gaps \(NA\).*\nx = x.astype\(float\)",
        finds=("bad_data",),
    ),
    row(
        "masked values",
        lambda: np.ma.masked_array(X, X > 0.9),
        says="are masked",
    ),
    row(
        "masked targets beside a list",
        X.tolist(),
        lambda: np.ma.masked_array(Y, Y > 1.5),
        says="Some values of y are masked",
    ),
    row(
        "masked weights",
        sample_weight=np.ma.masked_array(Y**2, Y > 1.5),
        says="Some values of sample_weight are masked",
    ),
    row(
        "masked values in validation_data",
        validation_data=(X, np.ma.masked_array(Y, Y > 1.5)),
        says="Some values of y_val are masked",
    ),
    row(
        "whole numbers without a limit",
        [1, *[10**400] * 39],
        COUNT // COUNT.clip(1) * 2,
        says="no float can hold",
    ),
    row("numbers beyond float32", 1e300 * X, 2 * X, says="cannot hold them"),
    row("numbers below float32", 1e-60 * X, 2 * X, says="cannot hold them"),
    row(
        "seconds since 1970",
        1.7e9 + COUNT,
        2 * (COUNT - COUNT.mean()),
        says="takes them for equal",
    ),
    # Other things than arrays
    row("one number", 5.0, says="this float is not", then=put(x=X)),
    row("the name of a file", "x.csv", says="this str", then=put(x=X)),
    row("a place for x", keras.Input((1,)), says="KerasT", then=put(x=X)),
    row(
        "two arrays for one input",
        [X, X],
        says=r"one input, and x holds 2 arrays.*\nx = np.concatenate",
    ),
    row(
        "two arrays for one input in a Dataset",
        lambda: dataset((X, X), Y).batch(8),
        None,
        says="one input, and x holds 2 arrays",
    ),
    row("no y", y=None, says="^y must .* this NoneType", then=put(y=Y)),
    row("x and y as a pair", (X, Y), None, says="apart", then=put(x=X, y=Y)),
    row("a set", set(range(ROWS)), 2 * COUNT, says="this set is not"),
    row("the values of a dict", dict(enumerate(X[:, 0])).values, says="list"),
    row(
        "a dict of columns",
        {"size": X[:, 0], "rooms": COUNT},
        says=r"np.column_stack\(list\(x.values\(\)\)\)",
    ),
    row(
        "uneven rows",
        [[x] if i % 2 else [0.5, x] for i, x in enumerate(X[:, 0])],
        model=last,
        says="rows of different lengths",
    ),
    row(
        "a ragged tensor",
        tf.ragged.constant(
            [[x, 1][: 1 + i % 2] for i, x in enumerate(X[:, 0])]
        ),
        says=r"x = x.to_tensor\(\)",
    ),
    row(
        "an array for each row",
        pd.Series([np.array([x, 1]) for x in X[:, 0]]),
        says="Stack them",
    ),
    row(
        "a list of dicts",
        [{"size": x} for x in X[:, 0]],
        says="values of another kind",
        then=put(x=X),
    ),
    row(
        "a sparse matrix that is too large",
        scipy.sparse.csr_matrix((10**6, 100)),
        np.zeros(10**6),
        says="sparse, .* Pass 200,000 rows or fewer",
        then=put(x=X, y=Y),
    ),
    row("a table lying on its side", X.T, says="x = x.T", then=put(x=X)),
    # Batches
    row(
        "a Dataset of rows",
        dataset,
        None,
        says=r"one row at a time.*\nx = x.batch\(32\)",
    ),
    row(
        "a generator of rows",
        lambda: zip(X, Y, strict=True),
        None,
        says="one row at a time",
        then=put(x=((x[None], y[None]) for x, y in zip(X, Y, strict=True))),
    ),
    row(
        "a Dataset of x alone",
        lambda: tf.data.Dataset.from_tensor_slices(X).batch(8),
        None,
        says="gives .* alone",
        then=lambda given: given | {"x": dataset().batch(8)},
    ),
    row(
        "a Dataset of rows of many lengths",
        lambda: tf.data.Dataset.from_generator(
            lambda: (
                ([x, 1, 1][: 1 + i // 8], y)
                for i, (x, y) in enumerate(zip(X[:24, 0], Y, strict=False))
            ),
            output_signature=(tf.TensorSpec((None,)), tf.TensorSpec(())),
        ).padded_batch(8),
        None,
        says="different shapes",
    ),
    row(
        "a generator that is used up",
        lambda: iter([]),
        None,
        says="nothing left",
        then=lambda given: given | {"x": batches()},
    ),
    row(
        "a generator of nothing, without an end",
        lambda: itertools.repeat((X[:0], Y[:0])),
        None,
        says="gives no rows",
        then=lambda given: given | {"x": batches()},
    ),
    row(
        "a generator that fails",
        lambda: (1 / n for n in [0]),
        None,
        says="stops with ZeroDivisionError: division by zero",
        then=lambda given: given | {"x": batches()},
    ),
    row(
        "a generator and y",
        batches,
        says="leave y out",
        then=lambda given: given | {"y": None},
    ),
    row(
        "an iterator of rows and y",
        lambda: map(float, X[:, 0]),
        says="If it gives rows, pass",
        then=lambda given: given | {"x": np.array(list(given["x"]))},
    ),
    row(
        "a Dataset and y",
        lambda: dataset().batch(8),
        says="so y must be left out",
        then=lambda given: given | {"y": None},
    ),
    row(
        "a Dataset and sample_weight",
        lambda: dataset().batch(8),
        None,
        sample_weight=Y**2,
        says="so sample_weight must be left out",
        then=lambda given: (
            given | {"x": dataset(X, Y, Y**2).batch(8), "sample_weight": None}
        ),
    ),
    row(
        "a Dataset and validation_split",
        lambda: dataset().batch(8),
        None,
        validation_split=0.2,
        says="so validation_split must be left out",
        then=put(validation_split=0.0, validation_data=(X, Y)),
    ),
    row(
        "a long Dataset, sorted by its targets",
        lambda: dataset(
            np.repeat(X, 200, axis=0), np.repeat(np.sign(Y), 200)
        ).batch(32),
        None,
        says="The first 2,0.. rows of x all have the target",
        model=sign,
        then=lambda given: (
            given | {"x": given["x"].unbatch().shuffle(100_000).batch(32)}
        ),
    ),
    # Options
    row(
        "weights of another length",
        sample_weight=Y[1:] ** 2,
        says="x has 40 rows and sample_weight has 39",
        then=put(sample_weight=Y**2),
    ),
    row(
        "weights below 0",
        sample_weight=Y,
        says="0 or more",
        then=put(sample_weight=Y**2),
    ),
    row(
        "weights in text",
        sample_weight=(Y**2).astype(str),
        says="^sample_weight must",
    ),
    row(
        "two weights for each row",
        sample_weight=np.hstack([X, X]) ** 2,
        says="Take the mean of each",
    ),
    row(
        "weights of both kinds",
        sample_weight=Y**2,
        class_weight={0: 2.0},
        says="not both",
        then=put(class_weight=None),
    ),
    row(
        "class_weight in an array",
        y=SAYS_YES == "yes",
        model=yes_or_no,
        class_weight=np.array([1.0, 2.0]),
        says="class_weight = dict.enumerate",
        finds=(),
    ),
    row(
        "class_weight as a word",
        y=SAYS_YES == "yes",
        model=yes_or_no,
        class_weight="balanced",
        says="np.unique.y, return_counts",
        finds=(),
    ),
    row(
        "class_weight by names",
        y=SAYS_YES == "yes",
        model=yes_or_no,
        class_weight={"yes": 2.0},
        says="a dict with a weight for the number",
        finds=(),
    ),
    row(
        "a share of 20",
        validation_split=20,
        says="a number from 0 to below 1",
        then=put(validation_split=0.2),
    ),
    row(
        "a share that leaves nothing",
        validation_split=0.99,
        says="leaves no row",
        then=put(validation_split=0.2),
    ),
    row(
        "x alone as validation_data",
        validation_data=X,
        says="must be a pair",
        then=put(validation_data=(X, Y)),
    ),
    row(
        "text in validation_data",
        validation_data=(X, Y.astype(str)),
        says=r"pair \(x_val, y_val\). y_val must .* text",
    ),
    row(
        "other columns in validation_data",
        validation_data=(np.hstack([X, X]), Y),
        says="x_val has rows of the shape .2,.",
        then=put(validation_data=(X, Y)),
    ),
    row(
        "other targets in validation_data",
        validation_data=(X, np.hstack([X, X])),
        says="y_val has rows of",
        then=put(validation_data=(X, Y)),
    ),
]


def relu(units: int = 1) -> Any:
    return layers.Dense(units, activation="relu")


# Real faults, which only trainings of copies show.
FAULTY = [
    row(
        "a ReLU at the end of an own class",
        model=lambda _: with_weights(WithConfig(layers.ReLU()), metrics=None),
    ),
    row(
        "a ReLU at the end of a model without weights yet",
        model=lambda _: stack(dense(8), relu(), metrics=None),
    ),
    row(
        "a ReLU at the end of layers with a state",
        STEPS,
        model=lambda _: stack(
            keras.Input(batch_shape=(8, 3, 1)),
            layers.LSTM(4, stateful=True),
            relu(),
            metrics=None,
        ),
    ),
    row(
        "a ReLU at the end, a schedule and a Dataset",
        lambda: dataset().batch(8),
        None,
        model=lambda _: stack(
            keras.Input((1,)),
            dense(8),
            relu(),
            metrics=None,
            optimizer=keras.optimizers.Adam(decay(0.1, 9, 0.9)),
        ),
    ),
    row(
        "a ReLU at the end, in half precision, with weights",
        model=lambda _: in_half_precision(
            lambda: stack(keras.Input((1,)), dense(8), relu(), metrics=None)
        ),
        sample_weight=Y**2,
    ),
]


def finished(given: dict[str, Any]) -> dict[str, Any]:
    """The arguments, with a model for the columns of x."""
    x = given["x"]
    try:
        shape = np.shape(x) if isinstance(x, list) else x.shape
        columns = shape[1] or 1
    except (AttributeError, IndexError, ValueError):
        columns = 1
    return given | {"model": given["model"](columns)}


def code_of(sentence: str) -> str:
    """The lines after a sentence."""
    return sentence.partition("\n")[2]


def after(code: str, given: dict[str, Any]) -> dict[str, Any]:
    """The arguments after some lines of code that a learner types."""
    names = dict(given) | {"np": np, "pd": pd, "keras": keras}
    if given.get("validation_data") is not None:
        x_val, y_val = given["validation_data"]
        names |= {"x_val": x_val, "y_val": y_val}
    exec(f"import itertools\n{code}", names)
    if "x_val" in names:
        names["validation_data"] = names["x_val"], names["y_val"]
    return {name: names[name] for name in given}


def check(row: Row, report: Any) -> None:
    assert tuple(found.name for found in report) == row.finds, report
    assert row.notes in " ".join(report.notes)
    assert not any(note.startswith(NOT_DONE) for note in report.notes), report


@pytest.fixture(
    params=[0, pytest.param(20, marks=pytest.mark.weekly)],
    ids=["without copies", "with copies"],
)
def patience(request, monkeypatch):
    """What is brought becomes a case; to train its copies takes longest.

    Every day those of models of many kinds are trained, see below, and of
    what stays as it was.
    """
    monkeypatch.setattr(examine, "SECONDS", (request.param,) * 2)


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("row", JUDGED, ids=str)
def test_data_are_judged(row):
    is_judged(row)


@pytest.mark.parametrize("row", [*MODELS, *UNTRAINED], ids=str)
def test_a_model_is_judged(row):
    is_judged(row)


def is_judged(row: Row) -> None:
    given = row.bring()
    report = checkup(**finished(given))
    check(row, report)
    if row.finds == ("bad_data",):
        given = after(code_of(report[0].fix), given)
        assert [f.name for f in checkup(**finished(given))] == [*METRIC]


def mended(row: Row, given: dict[str, Any], sentence: str) -> dict[str, Any]:
    """The arguments after doing what a sentence says."""
    if code_of(sentence):
        return after(code_of(sentence), given)
    assert row.then, sentence
    return row.then(given)


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("row", SENTENCES, ids=str)
def test_a_sentence_says_what_to_do_and_is_true(row):
    """Some things need two rounds, such as gaps beside text."""
    given, said = row.bring(), []
    for _ in range(3):
        try:
            report = checkup(**finished(given))
        except (WrongType, WrongValue) as error:
            said.append(str(error))
        else:
            if "only its numbers were checked" not in report.headline:
                break
            assert "nothing found" not in report.headline
            said.append(report.notes[0])
        given = mended(row, given, said[-1])
    assert re.search(row.says, said[0]), said[0]
    check(row, report)


@pytest.mark.parametrize(("bring", "arrays", "says"), NUMBERS)
def test_numbers_alone_are_said_to_be_numbers_alone(bring, arrays, says):
    report = checkup(*bring())
    assert not report
    assert report.headline == (
        f"Checkup: only its numbers were checked, those in {arrays}."
    )
    assert says in report.notes[0]
    assert "no copy trained" in str(report.prove())


def test_numbers_of_many_inputs_are_named_and_mended():
    given = {"model": two_inputs(), "x": (X, with_a_gap(X[:, 0])), "y": Y}
    report = checkup(**given)
    assert report.headline.startswith("Checkup: one finding; only its num")
    assert report[0].symptom.startswith("x[1] holds values that are no")
    assert not checkup(**after(code_of(report[0].fix), given))


@pytest.mark.parametrize(
    ("x", "says"),
    [
        (X, r"2 inputs. Pass an array for each, such as x = \[a, b\]"),
        ([X], "2 inputs. Pass an array for each"),
        (
            {"size": X, "floor": X},
            'keys "size", "floor", and .* inputs are called "size", "rooms"',
        ),
        ({"size": X, "rooms": CITIES}, r'^x\["rooms"\] must be .* text'),
        ([X, X[1:]], r"x\[0\] has 40 rows and x\[1\] has 39"),
    ],
)
def test_what_does_not_suit_many_inputs_gets_a_sentence(x, says):
    with pytest.raises((WrongType, WrongValue), match=says):
        checkup(two_inputs(), x, Y)


@pytest.mark.parametrize("row", each(FAULTY, FAULTY[:2]))
def test_a_fault_is_found_and_proved_whatever_is_brought(row):
    report = checkup(**finished(row.bring()))
    assert "relu_output" in [found.name for found in report], report
    assert not any(note.startswith(NOT_DONE) for note in report.notes), report
    assert len(report.prove().rows) > 1


# What a case has of it


@pytest.mark.parametrize("rows", [3, 10, 40])
@pytest.mark.parametrize("share", [0.1, 0.2, 1 / 3, 0.5, np.float32(0.3)])
def test_rows_are_held_back_as_keras_does(rows, share):
    from keras.src.trainers.data_adapters.array_slicing import (
        train_validation_split,
    )

    data = X[:rows], Y[:rows], Y[:rows] ** 2
    ours, theirs = dict(validation_split=share, sample_weight=data[2]), None
    try:
        theirs = train_validation_split(data, share)
    except ValueError:
        with pytest.raises(WrongValue, match="leaves no row"):
            case_of(linear(), *data[:2], **ours)
        return
    case, _ = case_of(linear(), *data[:2], **ours)
    parts = (case.x, case.y, case.weights), (case.x_held, case.y_held)
    for mine, keras_part in zip(parts, theirs, strict=True):
        for a, b in zip(mine, keras_part, strict=False):
            np.testing.assert_allclose(a, b, rtol=1e-6)


def test_a_batch_size_is_told_from_the_part_that_was_trained_on():
    model = linear()
    history = model.fit(X, Y, 8, 2, validation_split=0.2, verbose=0)
    case, _ = case_of(model, X, Y, history, validation_split=0.2)
    assert (case.batch_size, case.epochs, len(case.x)) == (8, 2, 32)


def test_what_is_passed_to_validate_is_held_back():
    for data in ((X[:7], Y[:7]), dataset(X[:7], Y[:7]).batch(2)):
        case, notes = case_of(linear(), X, Y, validation_data=data)
        np.testing.assert_allclose(case.x_held, X[:7], rtol=1e-6)
        np.testing.assert_allclose(case.y_held, Y[:7], rtol=1e-6)
        assert len(case.x) == ROWS
        assert not notes


def test_it_comes_before_a_share_as_in_keras():
    case, _ = case_of(
        linear(), X, Y, validation_data=(X[:7], Y[:7]), validation_split=0.2
    )
    assert (len(case.x), len(case.x_held)) == (ROWS, 7)


@pytest.mark.parametrize(
    "y",
    [
        SAYS_YES == "yes",
        (SAYS_YES == "yes")[:, None].astype(float),
        COUNT % 3,
        np.eye(3)[COUNT % 3],
    ],
)
def test_class_weights_are_those_of_keras(y):
    from keras.src.trainers.data_adapters.data_adapter_utils import (
        class_weight_to_sample_weights,
    )

    table = {0: 0.5, 1: 3.0}
    case, _ = case_of(linear(), X, y, class_weight=table)
    theirs = class_weight_to_sample_weights(y, table)
    np.testing.assert_array_equal(case.weights, theirs)


def test_a_weight_of_the_loss_is_one_of_each_row():
    case, _ = case_of(linear(loss_weights=[0.5]), X, Y)
    np.testing.assert_array_equal(case.weights, np.full(ROWS, 0.5))
    case, _ = case_of(linear(loss_weights=[0.5]), X, Y, sample_weight=Y**2)
    np.testing.assert_allclose(case.weights, Y**2 / 2, rtol=1e-6)
    assert case_of(linear(), X, Y)[0].weights is None


def test_batches_give_the_batch_size():
    case, _ = case_of(linear(), dataset().batch(8))
    assert case.batch_size == 8
    case, _ = case_of(linear(), Batches(times=200))
    assert case.batch_size == 8


def test_a_pydataset_is_asked_here_and_there_and_starts_no_worker():
    data = Batches(times=200, workers=4, use_multiprocessing=True)
    threads = threading.active_count()
    checkup(linear(), data)
    assert threading.active_count() == threads
    assert len(data.asked) <= 251
    assert max(data.asked) > 990


def test_no_more_is_taken_of_a_generator_than_is_needed():
    taken = []

    def counting() -> Iterator[tuple]:
        for batch in endless():
            taken.append(batch)
            yield batch

    case_of(linear(), counting())
    assert len(taken) == 250
    case_of(linear(), counting(), None, epoch(5))
    assert len(taken) == 255


# It stays as it was


BROUGHT = {
    "a list": X.tolist(),
    "a dict": {"size": X},
    "a table": table(rooms=COUNT),
    "a Series": pd.Series(X[:, 0]),
    "masked values": np.ma.masked_array(X),
    "a sparse matrix": scipy.sparse.coo_array(X),
    "an array": X[::-1],
}


@pytest.mark.parametrize("what", BROUGHT)
def test_what_is_brought_stays_as_it_was(what):
    x, before = BROUGHT[what], copy.deepcopy(BROUGHT[what])
    model = (
        named() if what == "a dict" else linear(2 if what == "a table" else 1)
    )
    checkup(model, x, Y, validation_split=0.2, sample_weight=Y**2)
    same = {
        "a table": lambda: x.equals(before),
        "a Series": lambda: x.equals(before),
        "a sparse matrix": lambda: (x != before).nnz == 0,
        "a dict": lambda: np.array_equal(x["size"], before["size"]),
    }
    assert same.get(what, lambda: np.array_equal(x, before))()


def test_a_dataset_can_be_read_again():
    data = dataset().batch(8)
    checkup(linear(), data)
    again = np.concatenate([y for _, y in data])
    np.testing.assert_array_equal(again, Y)


@pytest.mark.parametrize(
    "make",
    [
        lambda: stack(dense(16), dense()),
        lambda: stack(adapted(), dense()),
        lambda: compiled(Doubling()),
        lambda: with_weights(Doubling()),
        lambda: doubled_at_the_end(batch_shape=(8, 3, 1)),
        lambda: linear(optimizer=keras.optimizers.SGD(decay(0.1, 9, 0.9))),
    ],
)
def test_a_model_and_all_random_states_stay_as_they_were(make):
    model = make()
    x = (
        STEPS
        if getattr(model, "inputs", None) and len(model.inputs[0].shape) == 3
        else X
    )

    def state() -> tuple:
        return (
            model.built,
            [w.tobytes() for w in model.get_weights()],
            [np.asarray(v).tobytes() for v in model.optimizer.variables],
            [len(layer._inbound_nodes) for layer in model.layers],
            [layer.built for layer in model.layers],
            len(model.optimizer.variables),
            random.getstate(),
            np.random.get_state()[1].tolist(),  # noqa: NPY002
        )

    before = state()
    checkup(model, x, Y)
    assert state() == before
