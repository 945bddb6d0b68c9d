"""The engine without a compiler, against the one with it."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from helpers import engine, keras_twin, maps
from helpers.experiment import QUESTION, Experiment
from helpers.loops import compiled, vectorised
from helpers.optimizers import OPTIMIZERS
from helpers.points import FUNCTIONS
from helpers.run import largest_difference

SOUND = replace(
    QUESTION,
    final_relu=False,
    standardise_inputs=True,
    standardise_targets=True,
)
# A training that falls magnifies rounding a little; an optimizer that divides
# by the size of a gradient does more so.
AGREES = {"sgd": 1e-4, "adam": 1e-3, "rmsprop": 1e-2}

experiments = st.builds(
    Experiment,
    inputs=st.just("spread"),
    input_max=st.floats(0, 4).map(lambda power: 10**power),
    learning_rate=st.floats(-9, 1).map(lambda power: 10**power),
    hidden_units=st.integers(1, 150),
    epochs=st.integers(1, 10),
    batch_size=st.integers(50, 700),
    final_relu=st.booleans(),
    standardise_inputs=st.booleans(),
    standardise_targets=st.booleans(),
    optimizer=st.sampled_from([*OPTIMIZERS]),
    seed=st.integers(0, 2**32 - 1),
    function=st.sampled_from([*FUNCTIONS]),
)


def both(experiment, monkeypatch):
    """The runs of the compiled engine and of the NumPy engine."""
    runs = []
    for loops in (compiled, vectorised):
        monkeypatch.setattr(engine, "loops", loops)
        runs.append(engine.train(experiment))
    return runs


fixed = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@fixed
@given(experiments)
@example(SOUND)
@example(replace(SOUND, batch_size=37))
@example(replace(SOUND, input_max=1, inputs="randn", hidden_units=1))
def test_the_losses_agree_to_rounding(monkeypatch, experiment):
    one, two = both(experiment, monkeypatch)
    # What jumps about magnifies each rounding error, in any engine.
    falls = np.isfinite(one.loss).all() and (np.diff(one.loss) <= 0).all()
    assume(falls and one.loss[-1] > 1e-3 * one.loss[0])
    assert largest_difference(one, two) < AGREES[experiment.optimizer]


@fixed
@given(experiments)
def test_the_first_batch_agrees_whatever_follows(monkeypatch, experiment):
    first = replace(experiment, epochs=1, batch_size=10**9)
    one, two = both(first, monkeypatch)
    np.testing.assert_allclose(one.loss, two.loss, rtol=1e-5)


@fixed
@given(experiments)
@example(replace(SOUND, standardise_targets=False, learning_rate=1))
@example(replace(QUESTION, seed=1, learning_rate=1))
@example(replace(QUESTION, seed=1, learning_rate=10, hidden_units=2))
def test_numbers_overflow_at_the_same_place(monkeypatch, experiment):
    steep = replace(experiment, optimizer="sgd", learning_rate=1e3)
    one, two = both(steep, monkeypatch)
    # Whether two infinities or their difference, NaN, depends on the order
    # of a sum, and on the processor.
    for name in ("loss", "val_loss"):
        finite = np.isfinite(getattr(one, name))
        assert np.isfinite(getattr(two, name)).tolist() == finite.tolist()
    assert one.outcome == two.outcome


def settings_of_the_course(count):
    rng = np.random.default_rng(0)
    for seed in range(count):
        yield Experiment(
            inputs="spread",
            input_max=10 ** rng.uniform(0, 4),
            learning_rate=10 ** rng.uniform(-9, 1),
            hidden_units=int(rng.choice([1, 4, 16, 64, 128])),
            epochs=int(rng.choice([2, 5, 20])),
            batch_size=int(rng.choice([50, 100, 200])),
            final_relu=bool(rng.integers(2)),
            standardise_inputs=bool(rng.integers(2)),
            standardise_targets=bool(rng.integers(2)),
            optimizer=str(rng.choice([*OPTIMIZERS])),
            function=str(rng.choice([*FUNCTIONS])),
            seed=seed,
        )


def test_the_outcome_is_the_same_word_in_200_settings(monkeypatch):
    words = []
    for experiment in settings_of_the_course(200):
        one, two = both(experiment, monkeypatch)
        words.append((one.outcome, two.outcome))
    assert {one for one, _ in words} == {*maps.WORDS}
    assert [one for one, _ in words] == [two for _, two in words]


@pytest.mark.parametrize(
    ("optimizer", "final_relu"),
    [("sgd", True), ("adam", False), ("rmsprop", True)],
)
def test_the_losses_are_those_of_keras(monkeypatch, optimizer, final_relu):
    network = replace(
        SOUND, optimizer=optimizer, final_relu=final_relu, hidden_units=12,
        batch_size=70, epochs=4, learning_rate=1e-3,
    )  # fmt: skip
    monkeypatch.setattr(engine, "loops", vectorised)
    run, twin = engine.train(network), keras_twin.train(network)
    assert largest_difference(run, twin) < 1e-4


# Many at once


@pytest.mark.parametrize("threads", [True, False])
def test_a_stack_of_networks_gives_their_single_trainings(
    monkeypatch, threads
):
    monkeypatch.setattr(engine, "loops", vectorised)
    monkeypatch.setattr("helpers.jit.has_threads", lambda: threads)
    networks = [
        replace(
            SOUND, seed=seed % 5, input_max=50 + seed % 2,
            learning_rate=10 ** -(seed % 4), hidden_units=6 + seed % 3,
            optimizer=[*OPTIMIZERS][seed % 3], epochs=3, batch_size=7,
        )
        for seed in range(40)
    ]  # fmt: skip
    sizes, original = [], engine._train_stack

    def train_stack(stack):
        sizes.append(len(stack))
        return original(stack)

    monkeypatch.setattr(engine, "_train_stack", train_stack)
    runs = engine.train_many(networks)
    assert sum(sizes) == 40 and (threads or max(sizes) > 1)
    assert [run.experiment for run in runs] == networks
    for run, network in zip(runs, networks, strict=True):
        alone = engine.train(network)
        assert run.outcome == alone.outcome
        np.testing.assert_allclose(run.loss, alone.loss, rtol=1e-4)


def test_a_diverging_network_of_a_stack_leaves_the_others_alone(monkeypatch):
    monkeypatch.setattr(engine, "loops", vectorised)
    monkeypatch.setattr("helpers.jit.has_threads", lambda: False)
    pair = [SOUND, replace(SOUND, learning_rate=1e6)]
    sound, diverged = engine.train_many(pair)
    assert diverged.outcome == "diverged"
    np.testing.assert_allclose(sound.loss, engine.train(SOUND).loss, rtol=1e-5)


def test_rows_in_pieces_that_fit_the_cache_are_the_same_batch(monkeypatch):
    monkeypatch.setattr(engine, "loops", vectorised)
    whole = engine.train(SOUND)
    monkeypatch.setattr(vectorised, "CELLS", 128 * 7)
    np.testing.assert_allclose(engine.train(SOUND).loss, whole.loss, rtol=1e-4)


def test_the_orders_that_are_kept_are_those_of_the_compiled_engine():
    for rows in (1, 2, 37, vectorised.LONGEST_KEPT + 1):
        state = there = np.uint64(5)
        order, compiled_order = np.arange(rows), np.arange(rows)
        for _ in range(3):
            state = vectorised.shuffle(order, state)
            there = np.uint64(compiled.shuffle(compiled_order, there))
            assert state == there
            assert order.tolist() == compiled_order.tolist()


# Where there is no compiler


BLOCKED = """
import sys
for name in ("numba", "isal", "tensorflow", "keras"):
    sys.modules[name] = None  # importing it fails
from dataclasses import replace
from helpers import engine, maps, sliders
from helpers.drawing.live import LiveFigure
from helpers.experiment import QUESTION
print(engine.loops.__name__)
print(engine.train(QUESTION).outcome)
small = replace(QUESTION, hidden_units=4, epochs=2)
print(*(level.stride for level in maps.refine_map(small)))
figures = [sliders.question(), sliders.metric(), sliders.final_relu()]
figures.append(sliders.question())
print(*(type(figure.children[-1]).__name__ for figure in figures))
print(figures[0].children[-1].value)
figures[0].controls["hidden_units"].value = 8
print(figures[0].image.widget.value[:8] == b"\\x89PNG\\r\\n\\x1a\\n")
print(figures[0].text)
"""


def test_a_page_runs_without_compiler_encoder_and_keras():
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED],
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    name, outcome, strides, last, note, is_png, text, *_ = (
        done.stdout.splitlines()
    )
    assert name == "helpers.loops.vectorised"
    assert outcome == "dead"
    assert strides == "8 4 2"  # a finer one would take a minute
    says, *others, again = last.split()
    assert says == again == "HTML" and "HTML" not in others
    assert (
        note == "No compiler here: NumPy trains the networks, a little slower."
    )
    assert is_png == "True"
    assert text.startswith("dead")
