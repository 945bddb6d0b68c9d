"""Data that are no numbers, or that teach nothing; shapes that do not pair."""

import numpy as np
import pytest
from checkup.cases import (
    CLASSES,
    SUM,
    X,
    case,
    compiled,
    dense,
    keras,
    model_of,
    untrained,
)
from checkup.setups import faulty, healthy

from helpers.checkup.probes.data import bad_data, bad_numbers, shape_mismatch

SPARSE = "sparse_categorical_crossentropy"


@pytest.mark.parametrize("probe", [bad_numbers, bad_data, shape_mismatch])
def test_sound_data_are_no_fault(probe):
    assert not list(probe(untrained(healthy(0))))


def broken(values, rows, value):
    values = values.copy()
    values[rows] = value
    return values


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        (X, broken(SUM, 7, np.nan), "1 of 300 rows of y have NaN"),
        (X, broken(SUM, [5, 7], np.inf), "2 of 300 rows of y have NaN"),
        (broken(X, (4, 1), -np.inf), SUM, "1 of 300 rows of x have NaN"),
    ],
)
def test_rows_that_are_no_numbers_are_counted(x, y, says):
    for probe in (bad_numbers, bad_data):
        (found,) = probe(case(model_of(dense(1)), x, y))
        assert (found.name, found.repair) == ("bad_data", {})
        assert says in found.evidence
        first = min(np.argwhere(~np.isfinite(x + y[:, None])), key=list)[0]
        assert found.evidence.endswith(f"the first is row {first}.")


def test_of_several_inputs_each_is_looked_at():
    ends = keras.Input((1,)), keras.Input((1,))
    both = keras.layers.Concatenate()(ends)
    model = compiled(keras.Model(ends, dense(1)(both)))
    halves = [X[:, :1], broken(X[:, 1:], 9, np.nan)]
    (found,) = bad_numbers(case(model, halves, SUM))
    assert "1 of 300 rows of x[1] have NaN" in found.evidence


@pytest.mark.parametrize(
    ("x", "y", "symptom", "evidence"),
    [
        (X, np.full(300, 3.0), "All targets are the same", "Every y is 3."),
        (np.ones((300, 2)), SUM, "All inputs are the same", "Every row of x"),
    ],
)
def test_data_that_teach_nothing_are_named(x, y, symptom, evidence):
    (found,) = bad_data(case(model_of(dense(1)), x, y))
    assert (found.name, found.repair) == ("bad_data", {})
    assert symptom in found.symptom
    assert found.evidence.startswith(evidence)


@pytest.mark.parametrize(("units", "count"), [(3, 1), (4, 0)])
def test_a_class_without_an_output_is_named(units, count):
    model = model_of(dense(units, "softmax"), loss=SPARSE)
    found = list(bad_data(case(model, X, CLASSES)))
    assert [f.name for f in found] == ["bad_data"] * count
    for finding in found:
        assert "from 0 to 3; 3 outputs stand for 0 to 2" in finding.evidence
        assert "Dense(4, " in finding.fix


def test_targets_of_another_size_than_the_answers_are_named():
    setup = faulty("two targets", 0)
    (found,) = shape_mismatch(untrained(setup))
    assert (found.name, found.repair) == ("shape_mismatch", {})
    shapes = f"shape ({setup.rows}, 2), the answers ({setup.rows}, 1)."
    assert found.evidence.endswith(shapes)
    assert "Dense(2)" in found.fix


def test_numbers_of_classes_are_no_shares():
    model = model_of(dense(4, "softmax"), loss="categorical_crossentropy")
    (found,) = shape_mismatch(case(model, X, CLASSES))
    assert (found.name, found.repair) == ("shape_mismatch", {})
    assert "shape (300,), the answers (300, 4)" in found.evidence


class Own(keras.losses.Loss):
    """Not one of Keras' own, which reshape what they are given."""

    def call(self, y, answers):
        return keras.ops.mean((y - answers) ** 2)


def test_targets_that_are_compared_with_every_answer_are_named():
    model = model_of(dense(1), loss=Own())
    (found,) = shape_mismatch(case(model, X, SUM))
    assert (found.name, found.repair) == ("shape_mismatch", {})
    assert "shape (300,), the answers (300, 1)" in found.evidence
    assert "y.reshape(-1, 1)" in found.fix
    assert not list(shape_mismatch(case(model, X, SUM[:, None])))
