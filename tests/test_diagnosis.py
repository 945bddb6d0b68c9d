"""What happened in a training, and what a loss gives away."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import diagnosis, engine
from helpers.describe import describe, differences, setting
from helpers.experiment import QUESTION, Experiment
from helpers.fingerprint import constant_behind
from helpers.optimizers import OPTIMIZERS
from helpers.run import Weights, largest_difference
from helpers.scores import constant_loss, r_squared
from helpers.tables.dependence import dependence
from helpers.tables.value import Table

LINEAR = replace(QUESTION, final_relu=False)
FIXED = replace(LINEAR, standardise_inputs=True, standardise_targets=True)
EXPERIMENTS = {
    "diverged": replace(LINEAR, standardise_inputs=True),
    "dead": QUESTION,
    "constant": LINEAR,
    "learned": replace(FIXED, learning_rate=0.1, epochs=100),
    "learning": replace(FIXED, epochs=3),
    "worse": replace(LINEAR, learning_rate=1e-9),
}
# 2x on the rows of the thread's printout: 80 % of 99,999 points, and the rest.
PRINTED = 8533120007.8465, 2 * np.arange(1, 80_000)
PRINTED_VALIDATION = 32532613324.8, 2 * np.arange(80_000, 100_000)


def changed(run, **fields):
    """The run of another outcome, with some of its results replaced."""
    return replace(engine.train(EXPERIMENTS[run]), **fields)


def filled(value):
    return np.full(999, value, np.float32)


# The outcome


def test_the_outcomes_are_checked_in_this_order():
    assert list(diagnosis.OUTCOMES) == list(EXPERIMENTS)


@pytest.mark.parametrize("word", EXPERIMENTS)
def test_every_outcome_has_a_training_that_ends_in_it(word):
    assert engine.train(EXPERIMENTS[word]).outcome == word


@pytest.mark.parametrize("word", ["dead", "constant", "learned"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
@pytest.mark.parametrize("where", ["loss", "val_loss", "outputs"])
def test_one_number_that_is_none_comes_before_any_other_word(
    word, value, where
):
    values = getattr(engine.train(EXPERIMENTS[word]), where).copy()
    values[1] = value
    assert changed(word, **{where: values}).outcome == "diverged"


@pytest.mark.parametrize("which", range(4))
def test_one_weight_that_is_none_is_diverged(which):
    end = list(engine.train(QUESTION).end)
    end[which] = np.full_like(end[which], np.nan)
    assert changed("dead", end=Weights(*end)).outcome == "diverged"


def test_what_happens_beyond_the_training_part_does_not_count():
    outputs = filled(0)
    outputs[600:] = 5
    assert changed("dead", outputs=outputs).outcome == "dead"


def test_always_0_is_dead_with_a_final_relu_and_constant_without():
    assert changed("dead", outputs=filled(0)).outcome == "dead"
    assert changed("constant", outputs=filled(0)).outcome == "constant"


@pytest.mark.parametrize("answer", [601, -5e6, 1e-30])
def test_always_the_same_is_constant(answer):
    assert changed("worse", outputs=filled(answer)).outcome == "constant"


def test_equal_to_float32_rounding_is_constant():
    outputs = np.nextafter(filled(601), filled([601, 602] * 499 + [601]))
    assert np.ptp(outputs[:600]) > 0
    assert changed("worse", outputs=outputs).outcome == "constant"


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (0, "learned"),
        (0.099, "learned"),
        (0.101, "learning"),
        (0.999, "learning"),
        (1.001, "worse"),
        (30, "worse"),
    ],
)
def test_r_squared_decides_between_the_other_three(error, word):
    # Every answer is off by a share of the standard deviation, so R² is
    # 1 - error².
    data = QUESTION.data
    off = error * data.y[data.train].std() * (-1) ** np.arange(999)
    outputs = (data.y + off).astype(np.float32)
    assert changed("worse", outputs=outputs).outcome == word


# R²


def test_perfect_answers_have_r_squared_1():
    assert r_squared([1, 2, 4], [1, 2, 4]) == 1


def test_answering_the_mean_has_r_squared_0():
    assert r_squared([1, 2, 6], [3, 3, 3]) == 0


def test_r_squared_is_that_of_its_definition():
    # Σ(t - a)² = 1 + 0 + 1 = 2, Σ(t - 3)² = 4 + 1 + 9 = 14.
    assert r_squared([1, 2, 6], [2, 2, 5]) == pytest.approx(1 - 2 / 14)


def test_what_is_worse_than_the_mean_has_a_negative_r_squared():
    assert r_squared([1, 2, 6], [6, 2, 1]) == pytest.approx(1 - 50 / 14)


def test_an_answer_that_is_no_number_makes_r_squared_none():
    assert math.isnan(r_squared([1, 2, 6], [1, math.nan, 6]))


def test_r_squared_of_a_run_is_taken_on_the_training_part_in_units_of_y():
    run, data = engine.train(FIXED), FIXED.data
    expected = r_squared(data.targets[:600], run.outputs[:600])
    assert run.r_squared == pytest.approx(expected, abs=1e-5)


# What a loss gives away


def test_the_loss_of_a_constant_is_its_mean_squared_error():
    assert constant_loss(2, [1, 2, 6]) == pytest.approx((1 + 0 + 16) / 3)


@pytest.mark.parametrize(
    ("kind", "part"), [("loss", "train"), ("val_loss", "validation")]
)
@pytest.mark.parametrize("printed", [float, np.float32])
def test_the_question_answers_0_to_everything(kind, part, printed):
    loss = printed(getattr(engine.train(QUESTION), kind)[-1])
    data = QUESTION.data
    nearest, other = constant_behind(loss, data.y[getattr(data, part)])
    assert nearest.whole == 0
    assert nearest.misfit < 1e-7
    assert other.whole == 2 * data.y[getattr(data, part)].mean()


@pytest.mark.parametrize("printed", [PRINTED, PRINTED_VALIDATION])
def test_the_thread_s_network_answered_1_to_everything(printed):
    nearest, _ = constant_behind(*printed)
    assert nearest.whole == 1
    assert nearest.exact == pytest.approx(1, abs=1e-4)
    assert nearest.misfit < 1e-9


def test_the_other_answer_is_as_far_on_the_other_side_of_the_mean():
    nearest, other = constant_behind(*PRINTED)
    assert other.whole == 159_999
    assert other.loss == nearest.loss == 8_533_120_001
    assert nearest.exact + other.exact == pytest.approx(2 * 80_000)


def test_always_0_misses_the_thread_s_loss_by_2_in_100_000():
    loss, targets = PRINTED
    always_0 = constant_loss(0, targets)
    assert always_0 == 8_533_280_000
    assert abs(always_0 - loss) / loss == pytest.approx(1.9e-5, rel=0.02)


def test_a_misfit_is_not_rounded_to_float32():
    # 8,533,120,512 is what Keras prints for 8,533,120,001.
    nearest, _ = constant_behind(np.float32(8533120512), PRINTED[1])
    assert nearest.misfit == pytest.approx(511 / 8533120512, rel=1e-3)


def test_the_misfit_is_relative_to_the_given_loss():
    # Always 10 has loss 64 + 2/3 on 1, 2, 3; always 10.4 has 71.2.
    _, other = constant_behind(8.4**2 + 2 / 3, [1, 2, 3])
    given_loss, of_whole = 8.4**2 + 2 / 3, 8**2 + 2 / 3
    assert other.exact == pytest.approx(10.4)
    assert other.whole == 10
    assert other.loss == pytest.approx(of_whole)
    assert other.misfit == pytest.approx((given_loss - of_whole) / given_loss)


def test_the_loss_of_the_mean_has_the_mean_twice():
    targets = [1, 2, 6]
    found = constant_behind(constant_loss(3, targets), targets)
    assert [answer.whole for answer in found] == [3, 3]


def test_columns_are_targets_too():
    loss, targets = PRINTED
    assert constant_behind(loss, targets[:, None]) == constant_behind(*PRINTED)


def test_a_constant_answer_is_one_readable_line():
    text = str(constant_behind(*PRINTED)[0])
    assert text == "always 1: loss 8,533,120,001.00, misfit 8e-10"


@given(
    k=st.integers(-(10**6), 10**6),
    targets=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50),
)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_constant_is_found_from_its_loss(k, targets):
    loss = constant_loss(k, targets)
    found = constant_behind(loss, targets)
    nearest = min(abs(answer.exact - k) for answer in found)
    # k nearly at the mean: sqrt(loss - var) keeps half of the digits.
    assert nearest <= 1e-6 * math.sqrt(loss) + 1e-9 * abs(k)
    assert abs(found[0].exact) <= abs(found[1].exact)


@pytest.mark.parametrize("loss", [0.66, 0, 1e-9])
def test_a_loss_below_that_of_the_mean_is_no_constant_s(loss):
    with pytest.raises(ValueError, match="answer depends on x") as error:
        constant_behind(loss, [1, 2, 3])
    assert "the mean 2, has 0.6666667" in str(error.value)


@pytest.mark.parametrize("loss", [-1, math.nan, math.inf, -math.inf])
def test_a_loss_that_is_none_is_answered_with_a_sentence(loss):
    with pytest.raises(ValueError, match=r"loss must be .* not .*diverged"):
        constant_behind(loss, [1, 2, 3])


@pytest.mark.parametrize("loss", [None, "3", [3.0, 4.0]])
def test_a_loss_that_is_not_one_number_is_answered_with_a_sentence(loss):
    with pytest.raises((TypeError, ValueError), match="loss must be"):
        constant_behind(loss, [1, 2, 3])


@pytest.mark.parametrize("targets", [[], [math.nan], [1, math.inf]])
def test_targets_that_are_none_are_answered_with_a_sentence(targets):
    with pytest.raises(ValueError, match=r"targets must be .* Pass the y"):
        constant_behind(5, targets)


# How far two trainings are apart


def test_a_run_does_not_differ_from_itself():
    run = engine.train(FIXED)
    assert largest_difference(run, run) == 0


@pytest.mark.parametrize("kind", ["loss", "val_loss"])
def test_the_largest_difference_of_any_epoch_counts(kind):
    run = engine.train(FIXED)
    values = getattr(run, kind).copy()
    values[3] *= 1.01
    values[5] *= 0.97
    other = replace(run, **{kind: values})
    found = largest_difference(run, other)
    assert found == pytest.approx(0.03)


def test_losses_that_are_no_numbers_have_no_difference():
    run = engine.train(EXPERIMENTS["diverged"])
    assert largest_difference(run, run) == 0


# The sentences


@pytest.mark.parametrize(
    ("word", "evidence"),
    [
        ("diverged", "from epoch 1 on the loss is no longer a finite number"),
        ("dead", "loss 481,200.7 equals that of always answering 0"),
        ("constant", "to every training input; their mean target is 601"),
        ("learned", "R² above 0.999 on the training part, where the answer"),
        ("learning", "R² 0.558 on the training part"),
        ("worse", "; always answering the mean would be closer"),
    ],
)
def test_the_evidence_is_named(word, evidence):
    sentence = describe(engine.train(EXPERIMENTS[word]))
    assert sentence.startswith(f"{word}: ")
    assert evidence in sentence


def test_the_epoch_of_divergence_is_named():
    loss = engine.train(EXPERIMENTS["learned"]).loss.copy()
    loss[6:] = np.nan
    sentence = describe(changed("learned", loss=loss))
    assert "from epoch 7 on the loss is no longer" in sentence


def test_a_loss_that_is_finite_again_is_not_called_lost_for_ever():
    loss = engine.train(EXPERIMENTS["learned"]).loss.copy()
    loss[6] = np.inf
    sentence = describe(changed("learned", loss=loss))
    assert "in epoch 7 the loss was not a finite number" in sentence


def test_weights_that_are_none_are_named_where_the_losses_are_numbers():
    end = engine.train(QUESTION).end._replace(b2=np.array([np.nan]))
    sentence = describe(changed("dead", end=end))
    assert "some weights are no longer finite numbers" in sentence


def test_a_death_in_the_last_epoch_is_told_as_such():
    run = engine.train(replace(QUESTION, epochs=1))
    assert "since the last epoch" in describe(run)


def test_a_setting_is_told_in_words():
    assert setting(QUESTION) == (
        "x = 1…999, learning rate 0.01, 128 hidden units, start 0"
    )
    one = replace(QUESTION, hidden_units=1)
    assert "1 hidden unit, " in setting(one)


def test_a_table_is_told_in_words_with_its_parts_and_what_chance_says():
    table = Table([1, 2, 4], [2, 4, 9], "s", "m", 0.5, 7)
    own = replace(FIXED, table=table)
    assert setting(own).startswith(
        "own numbers: m by s, 1 row to train on, 1 to validate and 1 to "
        "test, drawn with seed 7; x times 0.5, learning rate "
    )
    assert not any("learns" in words for words in differences(own))
    text = describe(engine.train(own))
    assert text.endswith(f". No {dependence(table)}.".replace("No no", "No"))


@pytest.mark.filterwarnings("error")
@given(
    st.builds(
        Experiment,
        input_max=st.integers(3, 1200),
        learning_rate=st.floats(-12, 6).map(lambda power: 10**power),
        hidden_units=st.integers(1, 40),
        epochs=st.integers(1, 12),
        batch_size=st.integers(1, 2000),
        final_relu=st.booleans(),
        standardise_inputs=st.booleans(),
        standardise_targets=st.booleans(),
        optimizer=st.sampled_from(list(OPTIMIZERS)),
        seed=st.integers(0, 2**32 - 1),
    )
)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_any_training_is_described_in_one_sentence(experiment):
    run = engine.train(experiment)
    sentence = describe(run)
    assert run.outcome in diagnosis.OUTCOMES
    assert sentence.startswith(f"{run.outcome}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert ". " not in sentence
    assert run.outcome == "diverged" or "not a number" not in sentence


def test_r_squared_of_targets_that_are_all_the_same():
    assert r_squared([3, 3], [3, 3]) == 1
    assert r_squared([3, 3], [3, 4]) == 0
