"""Whatever is passed to what the notebooks call: a value, or a sentence.

The functions are found in the notebooks. Each of their arguments is replaced
by nonsense in turn, and a sentence has to name it and to say what to try.
"""

import ast
import inspect
import itertools
import math
import re
from dataclasses import is_dataclass
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from notebook_files import NOTEBOOKS, code_cells, read

from helpers import advice
from helpers.checkup import examine
from helpers.checkup.report import Report
from helpers.engine import train
from helpers.experiment import Experiment
from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import History
from helpers.keras_tools.program import Visit
from helpers.pages.playground import exercise as playground
from helpers.pages.your_turn.hypotheses import PATIENTS
from helpers.pages.your_turn.patients import DIES
from helpers.run import Weights, initial_weights
from helpers.wording.errors import WrongState, WrongType, WrongValue


def called(pages):
    """What the notebooks call of ours, by its full name.

    With `replace` they call the class of a setting, too.
    """
    found = []
    for page in pages:
        ours = {}
        for cell in code_cells(read(page)):
            for node in ast.walk(ast.parse(cell.source)):
                if is_ours(node):
                    exec(ast.unparse(node), ours)
                if isinstance(node, ast.Call):
                    found.append(resolved(node.func, ours))
        found += [type(v) for v in ours.values() if is_dataclass(type(v))]
    return {f"{f.__module__}.{f.__name__}": f for f in found if f is not None}


def is_ours(node):
    is_import = isinstance(node, ast.ImportFrom)
    return is_import and node.module.partition(".")[0] == "helpers"


def resolved(node, ours):
    """The function of a call such as f(…) or plots.f(…), if it is ours."""
    if isinstance(node, ast.Name):
        return ours.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module = ours.get(node.value.id)
        if inspect.ismodule(module):
            return getattr(module, node.attr)
    return None


FUNCTIONS = called(NOTEBOOKS)
ARGUMENTS = [
    (name, parameter)
    for name, function in FUNCTIONS.items()
    for parameter in inspect.signature(function).parameters
    if parameter != "progress"  # a callable, and no learner's business
]

SMALL = Experiment(epochs=2, hidden_units=3, final_relu=False)
SOUND = Experiment(
    hidden_units=4, epochs=5, standardise_inputs=True,
    standardise_targets=True, learning_rate=0.1,
)  # fmt: skip
RUN = train(SMALL)
POINTS = np.arange(1.0, 5.0)
RESULTS = [advice.Result("dead", -3.0), advice.Result("learned", 1.0)]
TRIAL = advice.Trial(advice.ADVICE[1], RESULTS, RESULTS)
QUICK = {"epochs": 2, "starts": 2}  # instead of a default
# Of the arguments that have no default.
VALID = {
    "answer": 3,
    "count": 2,
    "experiment": SMALL,
    "experiments": [SMALL],
    "final_relu": True,
    "function": "x²",
    "grid": {"no fix": [RUN, RUN]},
    "hidden": (2,),
    "hidden_units": 3,
    "input_max": 5,
    "inputs": (0, 1, 5),
    "loss": 100.0,
    "paths": [[1.0, 1e9, -1e7], [-1.0, -1.0, -1.0]],
    "playground": SimpleNamespace(experiment=SOUND),
    "question": "Twenty other starts: how many of them learn?",
    "reports": 6 * [[SimpleNamespace(name="exploding")]],
    "rows": {"R²": [0.5, 1.0]},
    "run": RUN,
    "runs": [RUN],
    "trained": 2.0,
    "treatment": DIES,
    "trials": {"more units": TRIAL},
    "visit": Visit(
        np.negative, POINTS, POINTS, History({"loss": [2.0, 1.0]}, {})
    ),
    "weights": initial_weights(SMALL),
} | dict.fromkeys(["after", "answers", "before", "targets", "x", "y"], POINTS)


class Unwritten:
    """Has no text, no numbers, and no items."""

    def __repr__(self):
        raise RuntimeError("I cannot be written.")

    __array__ = __iter__ = __repr__


def counting():
    yield from itertools.count()


def nothing():
    yield from ()


ITSELF = []
ITSELF.append(ITSELF)
NONSENSE = [
    None, ..., True, np.False_, "", "x", "50", b"50", "nonsense " * 20,
    0, -1, -1.5, 0.5, 3, 10**30, -(10**30), 10**400, 10**5000, 1e308,
    math.nan, math.inf, -math.inf, 50j, Fraction(1, 3), np.float32("nan"),
    np.int8(3), np.timedelta64(50), np.datetime64("2020"), np.ma.masked,
    [], (), {}, set(), [...], [None], [True], ["50"], [math.nan], [1, 2, 3],
    [[0], [0.5, 1]], [[[1.0]]], ITSELF, {"x": 50}, {"x": []}, {1: [2]},
    {"x": ["y"]}, {"loss": None}, {3, 4}, range(10**12), range(10**30),
    counting, nothing, map, print, int, Experiment,
    Experiment(), [Experiment(), 3], RUN, [RUN, None], {"x": [RUN, 3]},
    {"x": RUN}, initial_weights, VALID["weights"], Weights(1, 2, 3, 4),
    Weights(*"abcd"), Weights(*np.zeros((4, 2))), Weights(*[[None]] * 4),
    Visit, DIES, SimpleNamespace(), slice(2), math, object(), Unwritten(),
    ValueError("50"), np.array([]), np.zeros((2, 3)), np.zeros((2, 1, 1)),
    np.array(5), np.array([None]), np.array(..., object), np.array([True]),
    np.array(["50"]), np.array([1j]), np.array([(1, 2.0)], "i4,f4"),
    np.ma.array([0, 0.5], mask=True), np.full(4, np.inf), np.zeros(10**6),
]  # fmt: skip
TO_TRY = r"[.,] (Try|Pass|Copy|Call|Look|Change|Leave|Let|Give|Make|such as) "


@pytest.fixture(scope="module")
def model():
    keras = load_keras()
    line = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    line.compile(loss="mse", optimizer="sgd")
    return line


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("name", "parameter"),
    ARGUMENTS,
    ids=[f"{name.rpartition('.')[2]}-{p}" for name, p in ARGUMENTS],
)
def test_nonsense_is_answered_with_a_value_or_a_sentence(
    name, parameter, request, monkeypatch, capfd
):
    valid = {}
    monkeypatch.setattr(playground, "_learned", lambda *_: 0.5)
    monkeypatch.setattr(advice, "_in_keras", lambda *_: RESULTS)
    if name.endswith(".checkup"):  # what it examines has tests of its own
        valid |= {"model": request.getfixturevalue("model"), "y": POINTS}
        monkeypatch.setattr(
            examine, "_examined", lambda *_: Report([], "not examined.")
        )
        capfd.readouterr()
    if name.endswith(".investigate"):
        question, patient = next(iter(PATIENTS.items()))
        valid |= {"question": question, "visit": patient.train()}
    call(name, valid)
    for nonsense in NONSENSE:
        if inspect.isgeneratorfunction(nonsense):
            nonsense = nonsense()
        try:
            call(name, valid | {parameter: nonsense})
        except (WrongType, WrongValue, WrongState) as error:
            is_a_sentence(error, parameter)
    assert capfd.readouterr() == ("", "")


def call(name, given):
    """Call a function with these arguments, and valid ones otherwise."""
    signature = inspect.signature(FUNCTIONS[name])
    needed = [
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.default is parameter.empty or parameter.name in QUICK
    ]
    arguments = {n: v for n, v in (VALID | QUICK).items() if n in needed}
    arguments |= given
    return FUNCTIONS[name](**arguments)


def is_a_sentence(error, parameter):
    """What to try may be code, on the lines after the sentence."""
    text = str(error)
    sentence, _, code = text.partition("\n")
    assert parameter in sentence, text
    assert (
        sentence.endswith(":")
        if code
        else re.search(TO_TRY, text, re.IGNORECASE)
    ), text
    assert len(text) < 2000 and len(code.splitlines()) < 10, text
    kind = type(error).__bases__[1].__name__
    assert error._render_traceback_() == [f"{kind}: {text}"]


def test_the_walk_has_the_functions_of_every_page():
    modules = {name.split(".")[1] for name in FUNCTIONS}
    assert modules >= {
        *("checkup", "curvature", "engine", "experiment", "fingerprint"),
        *("fixes", "maps", "pages", "run", "scores", "steps"),
    }
    assert len(ARGUMENTS) > 60
