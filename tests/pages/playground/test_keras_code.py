"""The program to take away trains as the engine does."""

import ast
import contextlib
import io
import random
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from every_day import each

from helpers import engine
from helpers.experiment import QUESTION, Experiment
from helpers.fixes import PRESETS
from helpers.keras_tools import load_keras
from helpers.optimizers import OPTIMIZERS
from helpers.pages.playground.keras_code import program
from helpers.points import FUNCTIONS, INPUTS
from helpers.run import Run, Weights, initial_weights
from helpers.tables.course import COURSE_TABLES
from helpers.tables.value import Table

REPAIRED = PRESETS["the repaired program"]
OUTCOMES = {
    "the question": "dead",
    "answer 1": "learned",
    "answer 2a": "learning",
    "answer 2b": "learning",
    "the repaired program": "learned",
}
STABLE = [name for name in PRESETS if name != "the question"]
# Where each field has an extreme value, or one that must not be rounded.
EXTREMES = [
    Experiment(3, function="|x|", standardise_targets=True),
    Experiment(10**6, 1e-12, 10**4, 10**5, 10**9, seed=2**32 - 1),
    Experiment(1e-6, 1e6, 1, 1, 1, inputs="spread", function="step"),
    Experiment(1e6, 1 / 3, inputs="randn", function="sin"),
    *(
        replace(REPAIRED, table=table, standardise_targets=switch)
        for table in (
            COURSE_TABLES["cars that stop"].table,
            Table([1, 2, 4], [1e-9 / 3, -1e9, 0.1], "ж" * 40, "y" * 40, 1 / 3),
            Table(
                np.arange(10_000) / 7, np.arange(10_000) % 3, seed=2**32 - 1
            ),
        )
        for switch in (False, True)
    ),
    *(
        Experiment(1 / 7000, inputs=inputs, function=function)
        for inputs in ("spread", "randn")
        for function in FUNCTIONS
    ),
]


@cache
def executed(experiment):
    """(run, names, printed): what the program leaves, executed once."""
    load_keras()
    names, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program(experiment), "program", "exec"), names)
    history, model = names["history"].history, names["model"]
    inputs = names.get("inputs", names["x"])
    run = Run(
        experiment,
        np.array(history["loss"], np.float64),
        np.array(history["val_loss"], np.float64),
        initial_weights(experiment),
        Weights.from_keras(model.get_weights()),
        np.asarray(model(inputs)).ravel(),
    )
    return run, names, printed.getvalue()


def drawn(rng):
    """An experiment with every field drawn at random."""
    inputs = rng.choice(list(INPUTS))
    optimizer = rng.choice(list(OPTIMIZERS))
    return Experiment(
        input_max=rng.choice(
            [9, 60, 300] if inputs == "arange" else [1 / 3, 1, 7.5]
        ),
        learning_rate=rng.choice([1e-4, 1e-3, *[0.01] * (optimizer == "sgd")]),
        hidden_units=rng.choice([1, 4, 12, 128, 300]),
        epochs=rng.choice([3, 4, 6]),
        batch_size=rng.choice([37, 100, 250, 10**9]),
        final_relu=rng.random() < 0.4,
        standardise_inputs=rng.random() < 0.5,
        standardise_targets=rng.random() < 0.5,
        optimizer=optimizer,
        seed=rng.randrange(2**32),
        inputs=inputs,
        function=rng.choice(list(FUNCTIONS)),
    )


def is_stable(run):
    """The loss falls from epoch to epoch, and R² is not on an edge."""
    return (
        np.isfinite(run.loss).all()
        and (np.diff(run.loss) <= 0).all()
        and run.loss[-1] < 0.99 * run.loss[0]
        and run.outcome in ("learned", "learning", "worse")
        and abs(run.r_squared) > 0.05
    )


def in_one_batch(experiment):
    return experiment.batch_size >= experiment.data.train.stop


@cache
def random_settings():
    """Twelve stable ones: six in one batch, then six in several."""
    rng = random.Random(7)
    one, several = [], []
    while len(one) < 6 or len(several) < 6:
        experiment = drawn(rng)
        found = one if in_one_batch(experiment) else several
        if len(found) < 6 and is_stable(engine.train(experiment)):
            found.append(experiment)
    return one + several


# What the program does

DAILY = 0, 1, 2, 6, 7, 8  # of the random settings, three of each kind


def difference(experiment):
    """How far the losses are from the engine's; no unit."""
    run, *_ = executed(experiment)
    ours = engine.train(experiment)
    return max(
        np.abs(run.loss / ours.loss - 1).max(),
        np.abs(run.val_loss / ours.val_loss - 1).max(),
    )


@pytest.mark.parametrize("index", each(range(6), DAILY))
def test_losses_agree_closely_when_there_is_one_batch(index):
    experiment = random_settings()[index]
    assert difference(experiment) < 1e-3, experiment


@pytest.mark.parametrize("index", each([8, 9, 10], DAILY))
def test_only_the_order_differs_when_there_are_several_batches(index):
    experiment = replace(random_settings()[index], epochs=2)
    keras, orders = load_keras(), engine.batch_orders(experiment)
    fit, loss = keras.Sequential.fit, []

    def fit_in_the_order_of_the_engine(model, x, y, epochs, **options):
        for order in orders:
            told = fit(model, x[order], y[order], shuffle=False, **options)
            loss.extend(told.history["loss"])
        return told

    with (
        mock.patch.object(
            keras.Sequential, "fit", fit_in_the_order_of_the_engine
        ),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        exec(program(experiment), {})
    ours = engine.train(experiment).loss
    assert loss == pytest.approx(ours, rel=1e-3)


@pytest.mark.parametrize("index", each(range(6, 12), DAILY))
def test_losses_are_close_when_there_are_several_batches(index):
    experiment = random_settings()[index]
    loss = executed(experiment)[0].loss
    ours = engine.train(experiment).loss
    # Measured: 0.13 at most. Of the first loss, as the last may be near 0.
    assert np.abs(loss - ours).max() < 0.2 * ours[0], experiment


def test_a_fixed_seed_gives_one_order_for_all_epochs():
    # That of TensorFlow's issue 35682. The program tells, so it must be so.
    keras, losses = load_keras(), []
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss="mse")
    x = np.arange(20.0).reshape(-1, 1)
    watch = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: losses.append(logs["loss"])
    )
    model.fit(x, x, batch_size=1, epochs=3, verbose=0, callbacks=[watch])
    one, two, three = np.split(np.array(losses), 3)
    assert one.tolist() == two.tolist() == three.tolist()
    assert len(set(one)) == 20
    assert "the same in" in program(QUESTION)


@pytest.mark.parametrize("index", each(range(12), DAILY))
def test_a_random_setting_has_the_outcome_that_the_engine_says(index):
    experiment = random_settings()[index]
    outcome = executed(experiment)[0].outcome
    assert outcome == engine.train(experiment).outcome, experiment


def test_the_random_settings_cover_every_choice():
    settings = random_settings()
    for name, choices in {
        "inputs": INPUTS,
        "function": FUNCTIONS,
        "optimizer": OPTIMIZERS,
        "final_relu": (False, True),
        "standardise_inputs": (False, True),
        "standardise_targets": (False, True),
    }.items():
        assert {getattr(e, name) for e in settings} == set(choices), name


def test_losses_of_the_first_answer_agree_closely():
    experiment = PRESETS["answer 1"]
    assert in_one_batch(experiment)
    assert difference(experiment) < 1e-3


# Thousands of epochs in Keras take longest of all.
SHORT = [name for name in PRESETS if PRESETS[name].epochs <= 100]


@pytest.mark.parametrize("name", each(STABLE, SHORT))
def test_losses_of_the_presets_agree_by_some_per_cent(name):
    experiment = PRESETS[name]
    run, *_ = executed(experiment)
    assert run.loss == pytest.approx(engine.train(experiment).loss, rel=0.05)


@pytest.mark.parametrize("name", each(PRESETS, SHORT))
def test_outcomes_of_the_presets_are_those_of_the_engine(name):
    experiment = PRESETS[name]
    assert engine.train(experiment).outcome == OUTCOMES[name]
    assert executed(experiment)[0].outcome == OUTCOMES[name]


def test_a_program_that_flies_apart_runs_to_its_end():
    experiment = replace(REPAIRED, standardise_targets=False, epochs=5)
    run, _, printed = executed(experiment)
    assert run.outcome == engine.train(experiment).outcome == "diverged"
    assert re.search(r"Last loss: +nan", printed)


def test_the_question_ends_at_the_loss_of_a_dead_network():
    run, _, printed = executed(QUESTION)
    always_0 = np.mean(QUESTION.data.y[QUESTION.data.train] ** 2)
    assert run.loss[-1] == pytest.approx(always_0, rel=1e-5)
    assert numbers_in(printed)["Last loss"] == pytest.approx(481200.7, 1e-5)


def test_the_same_program_gives_the_same_losses_again():
    experiment = random_settings()[6]
    before, *_ = executed(experiment)
    after, *_ = executed.__wrapped__(experiment)
    assert after.loss.tolist() == before.loss.tolist()


def test_the_network_starts_from_the_weights_of_the_experiment(monkeypatch):
    keras = load_keras()
    given = []
    monkeypatch.setattr(
        keras.Sequential, "set_weights", lambda model, w: given.extend(w)
    )
    source = program(REPAIRED)
    exec(source[: source.index("\nhistory = ")], {})
    expected = initial_weights(REPAIRED).for_keras()
    for array, start in zip(given, expected, strict=True):
        assert array.astype(np.float32).tolist() == start.tolist()


# What it trains on


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("standardised", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_points_are_exactly_those_of_the_experiment(
    inputs, function, standardised
):
    whole = inputs == "arange"
    for scale in (3, 9, 999, 1500) if whole else (1e-6, 1 / 7, 1, 999, 1e6):
        experiment = Experiment(
            scale,
            standardise_inputs=bool(standardised[0]),
            standardise_targets=bool(standardised[1]),
            inputs=inputs,
            function=function,
            seed=5,
        )
        assert_same_points(experiment)


def assert_same_points(experiment):
    load_keras()
    source, names = program(experiment), {}
    exec(source[: source.index("hidden_units = ")], names)
    data = experiment.data
    x, y = names["x"], names["y"]
    inputs, targets = names.get("inputs", x), names.get("targets", y)
    for array, expected in [
        (x, data.x),
        (y, data.y),
        (inputs.astype(np.float32), data.inputs),
        (targets.astype(np.float32), data.targets),
    ]:
        assert array.shape == (len(expected), 1)
        assert array[:, 0].tolist() == expected.tolist(), experiment


def test_a_table_trains_to_the_outcome_of_the_engine():
    table = COURSE_TABLES["cars that stop"].table
    experiment = replace(REPAIRED, table=replace(table, factor=0.5, seed=3))
    run, _, printed = executed(experiment)
    ours = engine.train(experiment)
    assert run.outcome == ours.outcome == "learning"
    assert run.loss == pytest.approx(ours.loss, rel=1e-3)  # one batch
    assert "Typical miss, test part" in printed


@pytest.mark.parametrize("points", [3, 9, 749, 750, 751, 999, 1500])
def test_the_parts_are_those_of_the_experiment(points):
    experiment = Experiment(points)
    source, data = program(experiment), experiment.data
    rows = np.arange(points)
    train, *validation = re.findall(r"[ (]x(\[\d*:\d*\])", source)
    assert eval(f"rows{train}").tolist() == rows[data.train].tolist()
    (validation,) = validation
    assert eval(f"rows{validation}").tolist() == rows[data.validation].tolist()
    test = re.findall(r"miss(\[\d*:\d*\])", source)[1:]
    if points <= 750:
        assert test == []
    else:
        (test,) = test
        assert eval(f"rows{test}").tolist() == rows[data.test].tolist()


# What it prints


def numbers_in(printed):
    """The summary at the end, as {words: number}."""
    found = re.findall(r"^([A-Z][\w ,]+): +(\S+)$", printed, re.MULTILINE)
    return {words: float(value) for words, value in found}


@pytest.mark.parametrize("name", each(PRESETS, SHORT))
def test_the_summary_is_in_the_units_of_y(name):
    experiment = PRESETS[name]
    run, names, printed = executed(experiment)
    data = experiment.data
    assert names["answers"][:, 0] == pytest.approx(
        run.predictions, rel=1e-4, abs=1e-4
    )
    miss = np.abs(run.predictions - data.y)
    train = data.y[data.train]
    expected = {
        "Last loss": run.loss[-1],
        "Typical miss, training part": miss[data.train].mean(),
        "Always answering its mean": np.abs(train - train.mean()).mean(),
    }
    if data.test.stop > data.test.start:
        expected["Typical miss, test part"] = miss[data.test].mean()
    assert numbers_in(printed) == pytest.approx(expected, rel=1e-3)


def test_every_epoch_has_a_line_with_loss_and_error():
    _, _, printed = executed(QUESTION)
    assert len(re.findall(r"- loss: .* - mae: .* - val_loss: ", printed)) == 20


# How it is written


def programs():
    settings = [*PRESETS.values(), *random_settings(), *EXTREMES]
    return [program(experiment) for experiment in settings]


def test_every_program_stands_on_its_own():
    for source in programs():
        imports = [
            line for line in source.splitlines() if "import" in line.split()
        ]
        assert imports == ["import keras", "import numpy as np"]
        assert "helpers" not in source
        assert source.isascii()  # any editor and terminal can show it


def test_no_line_is_longer_than_79_characters():
    for source in programs():
        assert max(map(len, source.splitlines())) <= 79, source


def test_what_a_program_names_it_uses():
    for source in programs():
        nodes = ast.walk(ast.parse(source))
        names = [n for n in nodes if isinstance(n, ast.Name)]
        stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
        loaded = {n.id for n in names if isinstance(n.ctx, ast.Load)}
        assert stored <= loaded
        assert loaded <= stored | {"keras", "np", "float", "print"}


def test_every_program_is_clean_and_formatted_for_ruff(tmp_path):
    for index, source in enumerate(programs()):
        path = tmp_path / f"program_{index}.py"
        path.write_text(source, encoding="utf-8")
    settings = Path(__file__).parents[3] / "pyproject.toml"
    ruff = [sys.executable, "-m", "ruff", "--config", settings]
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [*ruff, *command, tmp_path],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("experiment", EXTREMES, ids=str)
def test_numbers_are_written_in_full(experiment):
    source = program(experiment)
    assert f"learning_rate={experiment.learning_rate!r})" in source
    assert f"hidden_units = {experiment.hidden_units}\n" in source
    assert f"batch_size={experiment.batch_size},\n" in source
    assert f"epochs={experiment.epochs},\n" in source
    assert f"seed = {experiment.seed}\n" in source
    assert_same_points(experiment)


# Only what the setting needs


def test_nothing_is_standardised_where_nothing_is_to_be():
    source = program(QUESTION)
    for trace in ("_mean", "std", "inputs", "targets", "tandardise"):
        assert trace not in source


def test_only_the_inputs_leave_a_trace_when_only_they_are_standardised():
    source = program(replace(QUESTION, standardise_inputs=True))
    assert "inputs = (x - x_mean) / x_std" in source
    assert "y_" not in source
    assert "targets" not in source


def test_only_the_targets_leave_a_trace_when_only_they_are_standardised():
    source = program(replace(QUESTION, standardise_targets=True))
    assert "targets = (y - y_mean) / y_std" in source
    assert "* y_std + y_mean" in source
    assert "x_" not in source
    assert "inputs" not in source


def test_targets_that_are_all_the_same_are_not_divided_by_zero():
    experiment = Experiment(
        3, function="|x|", standardise_targets=True, epochs=1
    )
    run, _, printed = executed(experiment)
    assert np.isfinite(run.loss).all()
    assert "nan" not in printed


def test_a_test_part_is_only_mentioned_where_there_is_one():
    assert " test" not in program(Experiment(750))
    assert "249 to test" in program(QUESTION)
    assert "test part" in program(QUESTION)


@pytest.mark.parametrize("final_relu", [False, True])
def test_the_output_is_a_relu_only_where_it_is_to_be(final_relu):
    source = program(replace(QUESTION, final_relu=final_relu))
    assert source.count('activation="relu"') == 1 + final_relu


def test_random_numbers_are_drawn_twice_only_for_random_inputs():
    assert program(QUESTION).count("default_rng(") == 1
    assert "randn" not in program(QUESTION)
    source = program(replace(QUESTION, inputs="randn"))
    assert "default_rng([seed, 1])" in source


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_one_optimizer_is_named(optimizer):
    source = program(replace(QUESTION, optimizer=optimizer))
    named = [row.label for row in OPTIMIZERS.values() if row.label in source]
    assert named == [OPTIMIZERS[optimizer].label]
    assert f"keras.optimizers.{named[0]}(learning_rate=0.01)" in source


def test_the_shuffle_is_only_explained_where_there_is_one():
    assert "shuffles" in program(QUESTION)
    assert "shuffle" not in program(Experiment(9))
    assert "shuffle=" not in program(QUESTION)
