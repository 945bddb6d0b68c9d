"""The two engines, against the same training written independently."""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from helpers import engine
from helpers.experiment import QUESTION, Experiment
from helpers.loops import compiled, vectorised
from helpers.run import Weights, initial_weights

FIXED = replace(
    QUESTION,
    final_relu=False,
    standardise_inputs=True,
    standardise_targets=True,
)
SMALL = replace(FIXED, input_max=40, hidden_units=6, batch_size=10, seed=7)

# An independent training: vectorised NumPy in float64, the gradient by
# central differences or by matrices, SplitMix64 in Python's own integers.

WORD = 2**64 - 1


def splitmix64(state):
    """Next state and output (Steele, Lea & Flood 2014, figure 16)."""
    state = (state + 0x9E3779B97F4A7C15) & WORD
    bits = state
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & WORD
    return state, bits ^ (bits >> 31)


def orders(rows, seed, epochs):
    order, state = list(range(rows)), seed
    for _ in range(epochs):
        for i in reversed(range(1, rows)):
            state, bits = splitmix64(state)
            j = (bits >> 32) * (i + 1) >> 32
            order[i], order[j] = order[j], order[i]
        yield list(order)


def forward(parameters, x, final_relu):
    w1, b1, w2, b2 = np.split(parameters, len(parameters) // 3 * np.r_[1:4])
    hidden = np.maximum(np.outer(x, w1) + b1, 0)
    answers = hidden @ w2 + b2
    return hidden, np.maximum(answers, 0) if final_relu else answers


def mse(parameters, x, y, final_relu):
    return np.mean((forward(parameters, x, final_relu)[1] - y) ** 2)


def finite_differences(parameters, x, y, final_relu, step=1e-6):
    nudges = step * np.eye(len(parameters))
    return np.array(
        [
            mse(parameters + nudge, x, y, final_relu)
            - mse(parameters - nudge, x, y, final_relu)
            for nudge in nudges
        ]
    ) / (2 * step)


def gradient(parameters, x, y, final_relu):
    """The same by matrices, for many steps."""
    hidden, answers = forward(parameters, x, final_relu)
    delta = 2 * (answers - y) / len(x)
    if final_relu:
        delta = delta * (answers > 0)
    w2 = parameters[2 * hidden.shape[1] : -1]
    d_z = np.outer(delta, w2) * (hidden > 0)
    return np.r_[x @ d_z, d_z.sum(0), delta @ hidden, delta.sum()]


def train_in_numpy(experiment):
    data, rate = experiment.data, experiment.learning_rate
    x, y = data.inputs.astype(float), data.targets.astype(float)
    rows, size = data.train.stop, experiment.batch_size
    p = np.concatenate(initial_weights(experiment)).astype(float)
    mean = square = np.zeros_like(p)
    step, losses, val_losses = 0, [], []
    for order in orders(rows, experiment.seed, experiment.epochs):
        total = 0
        for first in range(0, rows, size):
            batch = order[first : first + size]
            case = x[batch], y[batch], experiment.final_relu
            total += mse(p, *case) * len(batch)
            g = gradient(p, *case)
            step += 1
            if experiment.optimizer == "adam":
                mean = 0.9 * mean + 0.1 * g
                square = 0.999 * square + 0.001 * g**2
                m_hat = mean / (1 - 0.9**step)
                # Keras adds ε before the correction of the square.
                correction = np.sqrt(1 - 0.999**step)
                p = p - rate * m_hat * correction / (np.sqrt(square) + 1e-7)
            elif experiment.optimizer == "rmsprop":
                square = 0.9 * square + 0.1 * g**2
                p = p - rate * g / np.sqrt(square + 1e-7)
            else:
                p = p - rate * g
        losses.append(total / rows)
        part = data.validation
        val_losses.append(mse(p, x[part], y[part], experiment.final_relu))
    return np.array(losses), np.array(val_losses), p


def random_network(hidden=5, rows=7):
    rng = np.random.default_rng(2)
    parameters = rng.normal(size=3 * hidden + 1).astype(np.float32)
    return parameters, *rng.normal(size=(2, rows)).astype(np.float32)


def gradient_of(loops, parameters, x, y, final_relu):
    found = np.empty_like(parameters)
    loops.gradient(parameters, x, y, final_relu, found)
    return found


@pytest.fixture(params=[compiled, vectorised], ids=["compiled", "NumPy"])
def loops(request, monkeypatch):
    """Either of the two, which the engine uses meanwhile."""
    monkeypatch.setattr(engine, "loops", request.param)
    return request.param


def one_step(experiment):
    """(start, end, gradient at the start) of one step on all rows."""
    experiment = replace(experiment, epochs=1, batch_size=10**9)
    run, data = engine.train(experiment), experiment.data
    start, end = (
        np.concatenate(w).astype(float) for w in (run.start, run.end)
    )
    x, y = (a[data.train].astype(float) for a in (data.inputs, data.targets))
    return start, end, finite_differences(start, x, y, experiment.final_relu)


# One step


@pytest.mark.parametrize("final_relu", [False, True])
def test_the_output_is_that_of_the_formula(loops, final_relu):
    parameters, x, _ = random_network()
    out = np.empty_like(x)
    loops.forward(parameters, x, final_relu, out)
    expected = forward(parameters.astype(float), x, final_relu)[1]
    assert out == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(
    ("bias", "silent"),
    [(-1e3, True), (1e3, False), (-np.inf, False), (np.nan, False)],
)
def test_what_is_answered_0_throughout_has_no_gradient(bias, silent):
    parameters, x, y = random_network()
    parameters[-1] = bias
    out = np.empty_like(x)
    assert compiled.forward(parameters, x, True, out) == silent
    assert not compiled.forward(parameters, x, False, out)
    if silent:
        assert not gradient_of(compiled, parameters, x, y, True).any()


@pytest.mark.parametrize("final_relu", [False, True])
def test_the_gradient_is_that_of_finite_differences(loops, final_relu):
    parameters, x, y = random_network()
    answers = forward(parameters, x, False)[1]
    assert answers.min() < 0 < answers.max()  # the final ReLU has a say
    expected = finite_differences(
        parameters.astype(float), x.astype(float), y.astype(float), final_relu
    )
    found = gradient_of(loops, parameters, x, y, final_relu)
    assert np.abs(expected).max() > 0.1
    assert found == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_a_dead_network_has_no_gradient(loops):
    parameters, x, y = random_network()
    parameters[-1] = -100
    assert not gradient_of(loops, parameters, x, y, True).any()
    assert gradient_of(loops, parameters, x, y, False).any()


def test_an_sgd_step_is_the_rate_times_the_gradient(loops):
    start, end, slope = one_step(SMALL)
    expected = SMALL.learning_rate * slope
    assert start - end == pytest.approx(expected, rel=1e-4, abs=1e-7)


def test_the_first_adam_step_is_the_rate_in_every_direction(loops):
    start, end, slope = one_step(replace(SMALL, optimizer="adam"))
    expected = SMALL.learning_rate * np.sign(slope) * (np.abs(slope) > 1e-6)
    assert np.abs(slope[np.abs(slope) > 1e-6]).min() > 1e-3
    assert start - end == pytest.approx(expected, rel=1e-3, abs=1e-7)


def test_the_first_rmsprop_step_is_three_rates_in_every_direction(loops):
    start, end, slope = one_step(replace(SMALL, optimizer="rmsprop"))
    # √10: the mean square holds a tenth of its first square.
    expected = SMALL.learning_rate * np.sqrt(10) * np.sign(slope)
    expected[np.abs(slope) < 1e-6] = 0
    assert np.abs(slope[np.abs(slope) > 1e-6]).min() > 0.01
    assert start - end == pytest.approx(expected, rel=0.01, abs=1e-7)


# A whole training


# Adam's 1 - 0.999 is known to one part in 10⁵ only when it is a float32.
@pytest.mark.parametrize("final_relu", [False, True])
@pytest.mark.parametrize(
    ("optimizer", "rel"), [("sgd", 1e-4), ("adam", 1e-3), ("rmsprop", 1e-4)]
)
def test_a_training_is_that_of_numpy(loops, optimizer, rel, final_relu):
    experiment = replace(SMALL, optimizer=optimizer, final_relu=final_relu)
    run = engine.train(experiment)
    loss, val_loss, end = train_in_numpy(experiment)
    assert loss[-1] < 0.8 * loss[0]  # something was learned
    assert run.loss == pytest.approx(loss, rel=rel)
    assert run.val_loss == pytest.approx(val_loss, rel=rel)
    assert np.concatenate(run.end) == pytest.approx(end, rel=rel, abs=1e-5)


def test_the_outputs_are_those_of_the_end_weights(loops):
    run = engine.train(SMALL)
    end = np.concatenate(run.end).astype(float)
    expected = forward(end, SMALL.data.inputs, False)[1]
    assert run.outputs == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_the_smaller_last_batch_counts(loops):
    # 600 rows in batches of 37: sixteen whole ones, and 8 rows are left.
    experiment = replace(FIXED, batch_size=37, epochs=2, hidden_units=8)
    run = engine.train(experiment)
    loss, val_loss, _ = train_in_numpy(experiment)
    assert run.loss == pytest.approx(loss, rel=1e-5)
    assert run.val_loss == pytest.approx(val_loss, rel=1e-5)


def test_a_batch_larger_than_the_training_part_is_all_of_it(loops):
    larger, exact = (
        engine.train(replace(FIXED, batch_size=size)) for size in (601, 600)
    )
    assert larger.loss.tolist() == exact.loss.tolist()
    assert larger.outputs.tolist() == exact.outputs.tolist()


def test_the_start_is_that_of_glorot():
    start = initial_weights(replace(QUESTION, hidden_units=5000))
    limit = np.sqrt(6 / 5001)
    for weights in (start.w1, start.w2):
        assert np.abs(weights).max() == pytest.approx(limit, rel=1e-3)
        assert weights.std() == pytest.approx(limit / np.sqrt(3), rel=0.03)
    assert not start.b1.any()
    assert start.b2.tolist() == [0]


def test_a_run_keeps_the_weights_that_it_started_from():
    run = engine.train(FIXED)
    for kept, expected in zip(run.start, initial_weights(FIXED), strict=True):
        assert kept.tolist() == expected.tolist()
    assert run.end.w1.tolist() != run.start.w1.tolist()


def test_weights_return_from_keras_shapes():
    start = initial_weights(SMALL)
    back = Weights.from_keras(start.for_keras())
    assert [a.shape for a in back] == [(6,), (6,), (6,), (1,)]
    assert np.concatenate(back).tolist() == np.concatenate(start).tolist()


# Chance


def test_the_same_seed_gives_the_same_run(loops):
    one, two = engine.train(FIXED), engine.train(replace(FIXED))
    assert one.loss.tolist() == two.loss.tolist()
    assert one.outputs.tolist() == two.outputs.tolist()


def test_another_seed_gives_another_run():
    losses = [engine.train(replace(FIXED, seed=s)).loss[0] for s in range(9)]
    assert len(set(losses)) == 9


def test_splitmix64_gives_its_published_values():
    state, found = 0, []
    for _ in range(3):
        state, bits = splitmix64(state)
        found.append(bits)
    assert found == [
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
    ]


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
def test_the_batches_come_in_the_order_of_splitmix64(loops, seed):
    experiment = Experiment(50, epochs=4, seed=seed)
    found = [order.tolist() for order in engine.batch_orders(experiment)]
    assert found == list(orders(40, seed, 4))


def test_every_epoch_sees_every_row_once():
    for order in engine.batch_orders(QUESTION):
        assert sorted(order.tolist()) == list(range(600))


def test_no_two_epochs_or_seeds_have_the_same_order():
    seen = {
        tuple(order.tolist())
        for seed in range(5)
        for order in engine.batch_orders(replace(QUESTION, seed=seed))
    }
    assert len(seen) == 5 * QUESTION.epochs


def test_every_row_is_everywhere_equally_often():
    # χ² of 7 rows × 7 places has 36 degrees of freedom: mean 36, standard
    # deviation 8.5. A bound of 70 is four standard deviations up.
    epochs = 7000
    counts = np.zeros((7, 7))
    for order in engine.batch_orders(Experiment(9, epochs=epochs)):
        counts[order, np.arange(7)] += 1
    chi_square = np.sum((counts - epochs / 7) ** 2) / (epochs / 7)
    assert 10 < chi_square < 70


def test_numpys_global_random_state_is_left_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    position = np.random.get_state()[2]  # noqa: NPY002
    engine.train(QUESTION)
    _, after, at, *_ = np.random.get_state()  # noqa: NPY002
    assert (after == before).all()
    assert at == position


@pytest.mark.parametrize("name", ["x", "y", "inputs", "targets"])
def test_the_data_is_left_alone(name):
    before = getattr(FIXED.data, name).copy()
    engine.train(FIXED)
    assert getattr(FIXED.data, name).tolist() == before.tolist()


# Numbers that are none


def test_divergence_is_seen(loops):
    run = engine.train(
        replace(QUESTION, standardise_inputs=True, final_relu=False)
    )
    assert run.outcome == "diverged"
    assert np.isnan(run.loss[-1])
    assert np.isnan(run.val_loss[-1])


def test_an_error_is_squared_in_float32():
    y, answers = np.zeros(1, np.float32), np.array([1e19], np.float32)
    assert compiled._squared_error(y, answers) == pytest.approx(1e38, rel=1e-6)
    assert compiled._squared_error(y, 10 * answers) == np.inf


def test_a_sum_beyond_float32_is_infinite():
    assert compiled._mean(3.4e38, 2) == 1.7e38
    assert compiled._mean(3.5e38, 2) == np.inf


@pytest.mark.parametrize(
    "name", ["forward", "gradient", "_backward", "train", "_train", "update"]
)
def test_no_compiler_may_assume_that_there_are_no_nans(name):
    # Not every processor's compiler would use the permission, so the tests
    # below could pass with it.
    flags = getattr(compiled, name).targetoptions["fastmath"]
    assert flags == {"reassoc", "contract", "nsz"}


@pytest.mark.parametrize("final_relu", [False, True])
@pytest.mark.parametrize("broken", range(4), ids=Weights._fields)
def test_nan_in_any_weight_reaches_the_output(loops, broken, final_relu):
    parameters, x, _ = random_network()
    parameters[5 * broken] = np.nan
    out = np.zeros_like(x)
    loops.forward(parameters, x, final_relu, out)
    assert np.isnan(out).all()


def test_nan_reaches_the_gradient(loops):
    parameters, x, y = random_network()
    parameters[-1] = np.nan
    assert np.isnan(gradient_of(loops, parameters, x, y, False)[-1])


def test_an_infinite_output_stays_infinite(loops):
    parameters, x, _ = random_network()
    parameters[-1] = np.inf
    out = np.zeros_like(x)
    loops.forward(parameters, x, True, out)
    assert np.isposinf(out).all()


# Many trainings


@pytest.mark.parametrize("workers", [1, 2, None])
def test_many_trainings_are_the_single_ones_in_order(workers):
    experiments = [
        replace(FIXED, seed=seed, input_max=50 + seed, epochs=1 + seed % 4)
        for seed in range(12)
    ]
    runs = engine.train_many(experiments, workers)
    assert [run.experiment for run in runs] == experiments
    for run, experiment in zip(runs, experiments, strict=True):
        assert run.loss.tolist() == engine.train(experiment).loss.tolist()


def test_no_experiments_are_no_runs():
    assert engine.train_many([]) == []


def test_a_failing_training_is_not_swallowed(monkeypatch):
    class Failure(Exception):
        pass

    original = engine._train_stack

    def train(experiments):
        if any(experiment.seed == 3 for experiment in experiments):
            raise Failure
        return original(experiments)

    monkeypatch.setattr(engine, "_train_stack", train)
    with pytest.raises(Failure):
        engine.train_many([replace(SMALL, seed=s) for s in range(9)], 2)


def test_an_interrupt_lets_no_other_run_begin(monkeypatch):
    """Though many runs are one piece of work for a thread."""
    begun = []
    original = engine._train_stack

    def train(experiments):
        begun.append(experiments)
        time.sleep(0.01)
        return original(experiments)

    class Interrupted(ThreadPoolExecutor):
        def map(self, *args):
            yield next(super().map(*args))
            begun.append("interrupt")
            raise KeyboardInterrupt

    monkeypatch.setattr(engine, "_train_stack", train)
    monkeypatch.setattr(engine, "ThreadPoolExecutor", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        engine.train_many([SMALL] * 20 * engine.PIECE, 2)
    after = begun[begun.index("interrupt") :]
    assert len(after) <= 1 + 2  # one for each thread, at most


# In a fresh Python


def fresh(code, folder=None, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()


def test_the_engine_works_where_nothing_can_be_cached(tmp_path):
    (tmp_path / "file").touch()
    code = (
        "from helpers import engine\n"
        "from helpers.experiment import QUESTION\n"
        "run = engine.train(QUESTION)\n"
        "print(type(engine.loops.train._cache).__name__, run.outcome)\n"
        "print(*run.loss)"
    )
    cache, outcome, *loss = fresh(
        code,
        # A folder below a file: not even root can write there. And numba is
        # not to look for any other.
        NUMBA_CACHE_DIR=str(tmp_path / "file" / "cache"),
        NUMBA_CACHE_LOCATOR_CLASSES="UserProvidedCacheLocator",
    )
    assert cache == "NullCache"  # so nothing could be cached, in truth
    assert outcome == "dead"
    here = engine.train(QUESTION).loss
    assert [float(value) for value in loss] == pytest.approx(here, rel=1e-6)


@pytest.mark.weekly
def test_a_changed_optimizer_is_compiled_anew(tmp_path):
    """Numba alone would not look at another file than the engine's."""
    helpers = Path(engine.__file__).parent
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(helpers, tmp_path / "helpers", ignore=ignore)
    code = (
        "from helpers import engine\n"
        "from helpers.experiment import Experiment\n"
        "run = engine.train(Experiment(9))\n"
        "print(engine.__file__, run.start.w1[0] == run.end.w1[0])\n"
        "print(sum(engine.loops.train.stats.cache_hits.values()))"
    )
    rule = tmp_path / "helpers" / "optimizers.py"
    source = rule.read_text("utf-8")
    still = source.replace("- learning_rate * gradient\n", "- 0 * gradient\n")
    found = []
    for text in (source, source, still):
        rule.write_text(text, "utf-8")
        file, *said = fresh(code, tmp_path)
        assert Path(file).is_relative_to(tmp_path)
        found.append(said)
    assert found == [["False", "0"], ["False", "1"], ["True", "0"]]


def test_the_engine_does_not_import_tensorflow():
    code = "import sys, helpers.engine; print(*sys.modules)"
    modules = fresh(code)
    assert "helpers.engine" in modules
    assert not {"tensorflow", "keras"} & set(modules)
