"""One update at a time: against the engine, Keras and arithmetic."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from helpers import engine, keras_twin, steps
from helpers.engine import batch_orders
from helpers.experiment import QUESTION, Experiment
from helpers.optimizers import OPTIMIZERS
from helpers.run import Weights, initial_weights

SOUND = Experiment(
    final_relu=False, standardise_inputs=True, standardise_targets=True
)
SMALL = replace(SOUND, input_max=40, hidden_units=6, batch_size=10, seed=7)


# The slope c


@pytest.mark.parametrize("hidden_units", [1, 2, 12, 128, 512, 513, 700])
def test_the_slopes_are_those_of_the_starting_weights(hidden_units):
    found = steps.start_slopes(hidden_units, 40)
    for seed, slope in enumerate(found):
        start = initial_weights(
            Experiment(hidden_units=hidden_units, seed=seed)
        )
        expected = sum(
            float(w1) * float(w2)
            for w1, w2 in zip(start.w1, start.w2, strict=True)
            if w1 > 0
        )
        assert slope == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("hidden_units", [1, 12, 128])
def test_the_slopes_tell_which_starts_answer_0(hidden_units):
    slopes = steps.start_slopes(hidden_units, 300)
    assert 50 < np.sum(slopes <= 0) < 250
    for seed, slope in enumerate(slopes):
        experiment = Experiment(hidden_units=hidden_units, seed=seed)
        answers = steps.answers(
            initial_weights(experiment), experiment.data.inputs, True
        )
        if slope <= 0:
            assert not answers.any()
        else:
            np.testing.assert_allclose(
                answers, slope * experiment.data.x, rtol=1e-3
            )


def test_more_starts_begin_with_the_same_ones():
    few, many = steps.start_slopes(5, 10), steps.start_slopes(5, 2000)
    np.testing.assert_array_equal(few, many[:10])
    assert len(set(many.tolist())) > 1900


def test_no_caller_can_change_the_slopes_of_another():
    first = steps.start_slopes(128, 50)
    kept = first.copy()
    first[:] = 0
    np.testing.assert_array_equal(steps.start_slopes(128, 50), kept)


def test_one_unit_dies_in_three_of_its_four_combinations_of_signs():
    dead = [max(w1, 0) * w2 <= 0 for w1, w2 in product((-1, 1), (-1, 1))]
    assert np.mean(dead) == steps.chance_dead(1) == 0.75


@pytest.mark.parametrize("hidden_units", [1, 2, 3, 4, 8, 12, 128, 512])
def test_as_many_are_dead_as_the_exact_chance_says(hidden_units):
    starts = 4000
    chance = steps.chance_dead(hidden_units)
    counted = np.mean(steps.start_slopes(hidden_units, starts) <= 0)
    spread = np.sqrt(chance * (1 - chance) / starts)
    assert abs(counted - chance) < 3.5 * spread


@pytest.mark.parametrize("hidden_units", [1, 4, 128])
def test_starts_with_c_of_exactly_0_are_those_without_an_active_unit(
    hidden_units,
):
    slopes = steps.start_slopes(hidden_units, 200)
    for seed, slope in enumerate(slopes):
        start = initial_weights(
            Experiment(hidden_units=hidden_units, seed=seed)
        )
        assert (slope == 0) == (start.w1 <= 0).all()


# Updates

STABLE = {
    **{name: replace(SOUND, optimizer=name) for name in OPTIMIZERS},
    "a remainder batch": replace(SOUND, batch_size=37),
    "one batch of all": replace(SOUND, batch_size=10**6, epochs=7),
    "a final ReLU": replace(SOUND, final_relu=True, optimizer="adam"),
    "few units": replace(SMALL, epochs=3),
}


@pytest.mark.parametrize("name", STABLE)
def test_all_updates_lead_where_the_engine_does(name):
    experiment = STABLE[name]
    run = engine.train(experiment)
    in_all = experiment.epochs * -(
        -experiment.data.train.stop // experiment.batch_size
    )
    seen = steps.updates(experiment, in_all)
    assert len(seen) == in_all + 1
    moved = np.abs(np.concatenate(run.end) - np.concatenate(run.start))
    assert moved.max() > 0.01
    # As exact as two compilations of the same sums can be.
    for here, there in zip(seen[-1], run.end, strict=True):
        np.testing.assert_allclose(here, there, rtol=1e-4, atol=1e-5)
    with pytest.raises(ValueError, match=f"from 0 to {in_all}"):
        steps.updates(experiment, in_all + 1)


@pytest.mark.parametrize("seed", [0, 2])
def test_the_question_ends_where_the_engine_does(seed):
    experiment = Experiment(seed=seed)
    end = np.concatenate(steps.updates(experiment, 120)[-1])
    expected = np.concatenate(engine.train(experiment).end)
    np.testing.assert_allclose(end, expected, rtol=1e-3, atol=1e-6)


def test_updates_begin_with_the_start_and_go_on_from_there():
    seen = steps.updates(SMALL, 5)
    assert all(isinstance(weights, Weights) for weights in seen)
    for here, there in zip(seen[0], initial_weights(SMALL), strict=True):
        np.testing.assert_array_equal(here, there)
    for few, many in zip(steps.updates(SMALL, 2), seen, strict=False):
        np.testing.assert_array_equal(
            np.concatenate(few), np.concatenate(many)
        )
    flat = [np.concatenate(weights) for weights in seen]
    assert len(np.unique(flat, axis=0)) == 6  # none is a view of another


def test_an_update_is_the_rate_times_the_gradient_of_its_batch():
    all_rows = replace(SMALL, batch_size=100)
    start, after = steps.updates(all_rows, 1)
    slopes = steps.gradient(start, all_rows)
    for before, moved, slope in zip(start, after, slopes, strict=True):
        np.testing.assert_allclose(
            before - moved, SMALL.learning_rate * slope, rtol=1e-3, atol=1e-6
        )


def test_a_dead_start_does_not_move():
    for optimizer in OPTIMIZERS:
        dead = Experiment(seed=2, optimizer=optimizer)
        assert steps.start_slope(dead) < 0
        flat = [np.concatenate(w) for w in steps.updates(dead, 10)]
        assert (np.array(flat) == flat[0]).all()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_keras_takes_the_same_first_updates(seed):
    experiment = Experiment(seed=seed)
    data = experiment.data
    model = keras_twin.build(experiment)
    order = next(iter(batch_orders(experiment)))
    here = steps.updates(experiment, 3)
    for step, weights in enumerate(here):
        if step:
            rows = order[100 * (step - 1) : 100 * step]
            model.train_on_batch(
                data.inputs[rows, None], data.targets[rows, None]
            )
        there = Weights.from_keras(model.get_weights())
        mine, theirs = (
            steps.answers(w, 600, final_relu=False) for w in (weights, there)
        )
        assert mine == pytest.approx(theirs, rel=1e-3)
    signs = np.sign([steps.answers(w, 600, False) for w in here])
    alive = steps.start_slope(experiment) > 0
    assert signs.tolist() == ([1, 1, -1, -1] if alive else [-1] * 4)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "experiment",
    [
        SOUND,
        replace(SOUND, batch_size=37, final_relu=True, seed=1),
        Experiment(300, 1e-5, 12, final_relu=False, batch_size=64),
    ],
    ids=["standardised", "a remainder batch", "raw"],
)
def test_keras_takes_the_same_updates(experiment, optimizer):
    experiment = replace(experiment, optimizer=optimizer)
    data, size = experiment.data, experiment.batch_size
    model = keras_twin.build(experiment)
    here = steps.updates(experiment, 20)
    rows = [
        order[first : first + size]
        for order in batch_orders(experiment)
        for first in range(0, len(order), size)
    ]
    for weights, batch in zip(here[1:], rows, strict=False):
        model.train_on_batch(
            data.inputs[batch, None], data.targets[batch, None]
        )
        there = Weights.from_keras(model.get_weights())
        np.testing.assert_allclose(
            np.concatenate(weights), np.concatenate(there),
            rtol=1e-4, atol=1e-6,
        )  # fmt: skip


# Answers and gradients


def test_answers_are_the_formula_in_any_shape():
    weights = Weights(
        *(np.array(a, np.float32) for a in ([2, -3], [1, 1], [4, 2], [-9]))
    )
    assert steps.answers(weights, 1, final_relu=False) == 4 * 3 - 9
    assert steps.answers(weights, 0, final_relu=False) == 4 + 2 - 9
    assert steps.answers(weights, 0, final_relu=True) == 0
    x = [[1, 0], [0, 2]]
    found = steps.answers(weights, x, final_relu=True)
    assert found.tolist() == [[3, 0], [0, 11]]
    assert np.ndim(steps.answers(weights, 5, True)) == 0


def test_answers_take_read_only_and_strided_inputs_and_leave_them():
    weights = initial_weights(SMALL)
    x = np.arange(10, dtype=np.float32)
    x.flags.writeable = False
    whole = steps.answers(weights, x, False)
    np.testing.assert_array_equal(
        steps.answers(weights, x[::2], False), whole[::2]
    )
    assert x.tolist() == list(range(10))


def test_the_gradient_of_a_dead_network_is_exactly_0():
    for seed in range(40):
        experiment = Experiment(seed=seed)
        slopes = steps.gradient(initial_weights(experiment), experiment)
        assert [len(part) for part in slopes] == [128, 128, 128, 1]
        is_dead = steps.start_slope(experiment) <= 0
        assert is_dead == (not np.concatenate(slopes).any())


@pytest.mark.parametrize("final_relu", [True, False])
def test_the_gradient_is_that_of_tensorflow(final_relu):
    import tensorflow as tf

    experiment = Experiment(final_relu=final_relu, seed=0, input_max=50)
    data = experiment.data
    weights = initial_weights(experiment)
    model = keras_twin.build(experiment)
    with tf.GradientTape() as tape:
        answers = model(data.inputs[data.train, None])
        loss = tf.reduce_mean((answers - data.targets[data.train, None]) ** 2)
    theirs = tape.gradient(loss, model.trainable_variables)
    mine = steps.gradient(weights, experiment)
    for here, there in zip(mine.for_keras(), theirs, strict=True):
        there = np.asarray(there)
        np.testing.assert_allclose(
            here, there, rtol=1e-4, atol=1e-5 * np.abs(there).max()
        )
        assert np.abs(there).max() > 0


def test_the_gradient_is_that_of_finite_differences():
    x, y = (
        a[SMALL.data.train].astype(float)
        for a in (SMALL.data.inputs, SMALL.data.targets)
    )
    start = np.concatenate(initial_weights(SMALL)).astype(float)

    def loss(parameters):
        w1, b1, w2, b2 = np.split(parameters, [6, 12, 18])
        hidden = np.maximum(np.outer(x, w1) + b1, 0)
        return np.mean((hidden @ w2 + b2 - y) ** 2)

    nudges = 1e-6 * np.eye(len(start))
    expected = [(loss(start + n) - loss(start - n)) / 2e-6 for n in nudges]
    found = np.concatenate(steps.gradient(initial_weights(SMALL), SMALL))
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5)


def test_first_answers_are_the_answers_of_the_first_updates():
    found = steps.first_answers(QUESTION, 4, 3)
    assert found.shape == (4, 4)
    for seed in range(4):
        seen = steps.updates(replace(QUESTION, seed=seed), 3)
        expected = [steps.answers(w, 600, final_relu=False) for w in seen]
        np.testing.assert_array_equal(found[seed], expected)


# What is refused


@pytest.mark.parametrize("starts", [0, -1, 100_001, 2.0, True, "9", None])
def test_a_wrong_number_of_starts_is_refused_with_a_sentence(starts):
    for ask in (
        lambda: steps.start_slopes(12, starts),
        lambda: steps.first_answers(QUESTION, starts, 1),
    ):
        with pytest.raises((TypeError, ValueError)) as error:
            ask()
        said = str(error.value)
        assert said.startswith("starts must be a whole number from 1 to")
        assert repr(starts) in said and "Try starts=" in said


@pytest.mark.parametrize("count", [-1, 121, 1.5, False, "3", None])
def test_a_wrong_number_of_updates_is_refused_with_a_sentence(count):
    with pytest.raises((TypeError, ValueError)) as error:
        steps.updates(QUESTION, count)
    said = str(error.value)
    assert said.startswith("count must be a whole number from 0 to 120")
    assert "Try count=3" in said


@pytest.mark.parametrize("hidden_units", [0, 10_001, 1.5, True, None])
def test_a_wrong_number_of_units_is_refused_with_a_sentence(hidden_units):
    for ask in (lambda h: steps.start_slopes(h, 10), steps.chance_dead):
        with pytest.raises((TypeError, ValueError), match="hidden_units must"):
            ask(hidden_units)
