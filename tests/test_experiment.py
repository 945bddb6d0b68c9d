"""The experiment: its defaults, its data, and its sentences."""

import math
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import keras_twin
from helpers.curvature import largest_curvature
from helpers.engine import train, train_many
from helpers.experiment import QUESTION, Experiment, split
from helpers.fixes import PRESETS
from helpers.tables.course import COURSE_TABLES
from helpers.tables.value import Table

FIELDS = [field.name for field in fields(Experiment)]
SWITCHES = ["final_relu", "standardise_inputs", "standardise_targets"]
WHOLE = ["input_max", "hidden_units", "epochs", "batch_size", "seed"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("input_max", 999),
        ("learning_rate", 0.01),
        ("hidden_units", 128),
        ("epochs", 20),
        ("batch_size", 100),
        ("final_relu", True),
        ("standardise_inputs", False),
        ("standardise_targets", False),
        ("optimizer", "sgd"),
        ("seed", 0),
        ("inputs", "arange"),
        ("function", "2x"),
        ("table", None),
    ],
)
def test_an_experiment_with_every_default_is_the_question(name, value):
    assert getattr(Experiment(), name) == value
    assert len(fields(Experiment)) == 13


def test_the_question_is_the_default_experiment():
    assert Experiment() == QUESTION


def test_an_experiment_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Experiment().epochs = 21


# The data


def parts(points):
    data = Experiment(points).data
    return [
        data.x[part].tolist()
        for part in (data.train, data.validation, data.test)
    ]


def test_the_data_is_twice_1_to_n():
    data = Experiment(5).data
    assert data.x.tolist() == [1, 2, 3, 4, 5]
    assert data.y.tolist() == [2, 4, 6, 8, 10]


def test_the_question_splits_into_600_150_249():
    train, validation, test = parts(999)
    assert train == list(range(1, 601))
    assert validation == list(range(601, 751))
    assert test == list(range(751, 1000))


def test_spread_points_are_those_of_the_question_on_another_scale():
    question = QUESTION.data
    same = Experiment(inputs="spread").data
    assert (same.x == question.x).all() and same.train == question.train
    small = Experiment(0.5, inputs="spread").data
    np.testing.assert_allclose(small.x, question.x * 0.5 / 999)
    np.testing.assert_array_equal(small.y, 2 * small.x)


def test_random_points_are_normal_and_belong_to_the_seed():
    x = Experiment(input_max=3, inputs="randn").data.x
    assert len(x) == 999
    assert abs(x.mean()) < 0.3 and x.std() == pytest.approx(3, rel=0.1)
    assert (x == Experiment(input_max=3, inputs="randn").data.x).all()
    other = Experiment(input_max=3, inputs="randn", seed=1).data.x
    assert abs(np.corrcoef(x, other)[0, 1]) < 0.15


def test_only_whole_numbers_are_counted_up_to():
    with pytest.raises(TypeError, match="whole number"):
        Experiment(input_max=5.5)
    for inputs in ("spread", "randn"):
        assert Experiment(input_max=5.5, inputs=inputs).input_max == 5.5


@pytest.mark.parametrize(
    ("function", "y"),
    [
        ("2x", [2, 4, 6, 8]),
        ("x²", [1, 4, 9, 16]),
        ("|x|", [1, 0, 1, 2]),
        ("sin", [1, 0, -1, 0]),
        ("step", [0, 0, 1, 1]),
    ],
)
def test_each_function_is_laid_over_the_range(function, y):
    data = Experiment(4, function=function).data
    np.testing.assert_allclose(data.y, y, atol=1e-12)
    random = Experiment(4, inputs="randn", function=function).data
    if function in ("|x|", "step"):  # their middle is that of the inputs
        assert (random.y > 0).mean() > 0.4
        low = random.y[random.x < 0]
        assert (low == (-random.x[random.x < 0] * (function == "|x|"))).all()


def test_targets_that_are_all_the_same_are_only_shifted():
    data = Experiment(3, function="|x|", standardise_targets=True).data
    assert data.y[data.train].tolist() == [0.5, 0.5]
    assert data.targets[data.train].tolist() == [0, 0]
    assert data.target_std == 1


def test_nine_points_leave_nothing_for_a_test():
    assert parts(9) == [[1, 2, 3, 4, 5, 6, 7], [8, 9], []]


@pytest.mark.parametrize(
    ("points", "sizes"),
    [
        (750, (600, 150, 0)),
        (751, (600, 150, 1)),
        (1998, (1200, 300, 498)),
        (9990, (6000, 1500, 2490)),
        (999_000, (600_000, 150_000, 249_000)),
    ],
)
def test_beyond_999_points_the_shares_stay_the_same(points, sizes):
    assert tuple(len(part) for part in parts(points)) == sizes


def test_no_split_is_empty_or_loses_a_point_or_shrinks():
    before = (0, 0)
    for points in range(3, 5001):
        train, validation, test = split(points)
        assert train.start == 0
        assert train.stop == validation.start
        assert validation.stop == test.start
        assert test.stop == points
        assert 0 < train.stop < validation.stop <= points
        cuts = train.stop, validation.stop
        assert cuts >= before
        assert cuts[1] >= before[1]
        before = cuts


@pytest.mark.parametrize("points", [3, 9, 999, 3000])
def test_standardised_values_have_mean_0_and_std_1_on_train(points):
    data = Experiment(
        points, standardise_inputs=True, standardise_targets=True
    ).data
    for values in (data.inputs, data.targets):
        seen = values[data.train].astype(np.float64)
        assert seen.mean() == pytest.approx(0, abs=1e-6)
        assert seen.std() == pytest.approx(1, abs=1e-6)


def test_standardising_does_not_look_beyond_the_training_part():
    inputs = Experiment(standardise_inputs=True).data.inputs
    # The training part is 1 to 600: mean 300.5, variance (600² - 1) / 12.
    expected = (np.arange(1, 1000) - 300.5) / math.sqrt((600**2 - 1) / 12)
    assert inputs == pytest.approx(expected, rel=1e-6)
    assert inputs.mean() > 1


def test_standardised_inputs_leave_the_targets_alone():
    data = Experiment(standardise_inputs=True).data
    assert np.abs(data.inputs).max() < 5
    assert data.targets.tolist() == data.y.tolist()


def test_standardised_targets_leave_the_inputs_alone():
    data = Experiment(standardise_targets=True).data
    assert np.abs(data.targets).max() < 5
    assert data.inputs.tolist() == data.x.tolist()


@pytest.mark.parametrize("standardised", [False, True])
def test_original_units_undo_the_standardising(standardised):
    data = Experiment(standardise_targets=standardised).data
    back = data.in_original_units(data.targets)
    assert back.dtype == np.float64
    assert back == pytest.approx(data.y, abs=1e-3)


def test_the_network_is_given_float32():
    data = QUESTION.data
    assert data.inputs.dtype == data.targets.dtype == np.float32


@pytest.mark.parametrize("name", ["x", "y", "inputs", "targets"])
def test_shared_data_is_read_only(name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(Experiment().data, name)[0] = 0


def test_equal_experiments_share_their_data():
    assert Experiment().data is Experiment(seed=1, epochs=3).data


# The sentences

NOT_A_NUMBER = [None, "5", [5], True, np.True_, 1 + 0j, np.array([5, 6])]
BAD = {
    "input_max": (2, 0, -9, 10**6 + 1, math.nan, math.inf, 9.0),
    "learning_rate": (0, -0.01, 1e-13, 1e7, math.nan, math.inf, -math.inf),
    "hidden_units": (0, -1, 10**4 + 1, math.nan, math.inf, 1.5),
    "epochs": (0, -1, 10**5 + 1, math.nan, math.inf, 20.0),
    "batch_size": (0, -1, 10**9 + 1, math.nan, math.inf, 0.5),
    "seed": (-1, 2**32, math.nan, math.inf, 0.0),
    "optimizer": ("", "SGD", "adagrad", 0, math.nan, None, True, ["sgd"]),
    "inputs": (
        "",
        "linspace",
        0,
        math.nan,
        None,
        True,
        ["randn"],
        np.zeros(3),
    ),
    "function": ("", "3x", 2, math.nan, None, np.sin, ["2x"]),
} | dict.fromkeys(SWITCHES, (0, 1, "True", None, math.nan, [True]))
for name in [*WHOLE, "learning_rate"]:
    BAD[name] += tuple(NOT_A_NUMBER)
ALLOWED = {
    "input_max": "from 3 to 1,000,000",
    "learning_rate": "from 10⁻¹² to 1,000,000",
    "hidden_units": "from 1 to 10,000",
    "epochs": "from 1 to 100,000",
    "batch_size": "from 1 to 1,000,000,000",
    "seed": "from 0 to 4,294,967,295",
    "optimizer": "'sgd', 'adam', 'rmsprop'",
    "inputs": "'arange', 'spread', 'randn'",
    "function": "'2x', 'x²', '|x|', 'sin', 'step'",
    "table": "a Table or None",
} | dict.fromkeys(SWITCHES, "True or False")


def is_a_sentence(message, name):
    return (
        message.startswith(f"{name} ")
        and ALLOWED[name] in message
        and f"Try {name}={getattr(QUESTION, name)!r}." in message
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in BAD.items() for value in values],
)
def test_a_bad_value_is_answered_with_a_sentence(name, value):
    with pytest.raises((TypeError, ValueError)) as error:
        Experiment(**{name: value})
    assert is_a_sentence(str(error.value), name)


def test_too_few_points_are_answered_with_the_reason():
    with pytest.raises(ValueError, match="cannot be split for validation"):
        Experiment(2)


@given(
    st.sampled_from(FIELDS),
    st.one_of(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        st.complex_numbers() | st.fractions() | st.decimals(),
        st.binary() | st.dates() | st.lists(st.integers()),
        st.sampled_from([np.float32("nan"), np.int8(7), np.zeros(3), int]),
    ),
)
@settings(max_examples=500, deadline=None, derandomize=True)
def test_any_value_is_valid_or_answered_with_a_sentence(name, value):
    try:
        accepted = getattr(Experiment(**{name: value}), name)
    except (TypeError, ValueError) as error:
        assert is_a_sentence(str(error), name)
    else:
        assert accepted == (value and type(accepted)(value))


@pytest.mark.parametrize("name", ["seed", "learning_rate"])
def test_a_number_too_long_to_be_written_gets_a_sentence(name):
    with pytest.raises(ValueError) as error:  # Python writes 4300 digits
        Experiment(**{name: 10**5000})
    assert is_a_sentence(str(error.value), name)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint16])
def test_numpy_whole_numbers_become_int(name, kind):
    accepted = getattr(Experiment(**{name: kind(7)}), name)
    assert type(accepted) is int
    assert accepted == 7


@pytest.mark.parametrize("value", [np.float32(0.25), np.float64(0.25), 1])
def test_any_real_learning_rate_becomes_float(value):
    accepted = Experiment(learning_rate=value).learning_rate
    assert type(accepted) is float
    assert accepted == value


@pytest.mark.parametrize("name", SWITCHES)
@pytest.mark.parametrize("value", [np.True_, np.False_])
def test_numpy_switches_become_bool(name, value):
    assert getattr(Experiment(**{name: value}), name) is bool(value)


@pytest.mark.parametrize("value", [1e-12, 1e6])
def test_the_limits_of_the_learning_rate_are_allowed(value):
    assert Experiment(learning_rate=value).learning_rate == value


# A table of rows

CARS = COURSE_TABLES["cars that stop"].table
SOUND = replace(PRESETS["the repaired program"], table=CARS)


def test_a_table_stands_in_place_of_a_function():
    assert SOUND.data.x.tolist() == CARS.in_drawn_order()[0].tolist()
    assert SOUND.data.y.tolist() == CARS.in_drawn_order()[1].tolist()
    other = replace(SOUND, inputs="randn", input_max=7, function="sin")
    assert other == SOUND and hash(other) == hash(SOUND)
    assert other.data is SOUND.data
    assert (other.inputs, other.input_max) == ("arange", 999)


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        (3, (1, 1, 1)), (4, (2, 1, 1)), (7, (4, 1, 2)), (50, (30, 8, 12)),
        (800, (480, 121, 199)), (999, (600, 150, 249)),
        (10_000, (6006, 1502, 2492)),
    ],
)  # fmt: skip
def test_a_table_has_three_parts_whatever_its_size(rows, parts):
    x = np.arange(float(rows))
    data = Experiment(table=Table(x, x)).data
    sizes = [len(data.x[p]) for p in (data.train, data.validation, data.test)]
    assert tuple(sizes) == parts and sum(sizes) == rows


def test_the_parts_are_drawn_by_the_table_s_seed_and_not_by_the_start():
    again = replace(SOUND, seed=9)
    assert again.data.x.tolist() == SOUND.data.x.tolist()
    drawn = replace(SOUND, table=replace(CARS, seed=1))
    assert drawn.data.x.tolist() != SOUND.data.x.tolist()
    assert sorted(drawn.data.x) == sorted(SOUND.data.x)


def test_the_factor_scales_x_and_standardising_undoes_it():
    times_3 = replace(SOUND, table=replace(CARS, factor=3.0))
    assert (times_3.data.x == 3 * SOUND.data.x).all()
    assert (times_3.data.y == SOUND.data.y).all()
    np.testing.assert_allclose(
        times_3.data.inputs, SOUND.data.inputs, atol=1e-6
    )


def test_only_the_training_part_is_measured():
    data, train_part = SOUND.data, SOUND.data.train
    assert data.input_mean == data.x[train_part].mean()
    assert data.target_std == data.y[train_part].std()


def test_both_engines_train_on_a_table():
    quick = replace(SOUND, epochs=5)
    ours, keras = train(quick), keras_twin.train(quick)
    np.testing.assert_allclose(ours.loss, keras.loss, rtol=1e-4)
    np.testing.assert_allclose(ours.val_loss, keras.val_loss, rtol=1e-4)
    assert ours.outcome == keras.outcome == "learning"
    assert largest_curvature(quick, ours.end) > 0


def test_tables_and_functions_are_trained_side_by_side():
    """Some have as many points, and cut them elsewhere."""
    x = np.arange(1.0, 801)
    some = [
        replace(SOUND, table=Table(x, x % 7), epochs=2),
        Experiment(800, epochs=2),
        replace(SOUND, table=Table(x, x), epochs=2),
    ]
    for run, experiment in zip(train_many(some), some, strict=True):
        alone = train(experiment)
        assert run.experiment == experiment
        np.testing.assert_allclose(run.loss, alone.loss, rtol=1e-5)


@pytest.mark.parametrize("nonsense", ["1;2", 3, [[1, 2], [2, 3], [3, 4]]])
def test_what_is_no_table_gets_a_sentence(nonsense):
    with pytest.raises(TypeError) as error:
        Experiment(table=nonsense)
    assert str(error.value).startswith("table must be a Table or None")
