"""Losses and metrics that do not like the perfect answers best."""

import numpy as np
import pytest
from checkup.cases import (
    ONE_HOT,
    QUADRANT,
    SUM,
    X,
    case,
    dense,
    keras,
    model_of,
    untrained,
)
from checkup.setups import faulty, healthy

from helpers.checkup.probes.loss import (
    flat_loss,
    misread_labels,
    misused_metric,
    wrong_loss,
)
from helpers.wording.numbers import number

BINARY = "binary_crossentropy"
FOR_CLASSES = {"loss": BINARY, "output": "sigmoid"}


@pytest.mark.parametrize(
    "probe", [flat_loss, misread_labels, misused_metric, wrong_loss]
)
def test_a_sound_loss_is_no_fault(probe):
    assert not list(probe(untrained(healthy(0))))
    shares = model_of(dense(1, "sigmoid"), loss=BINARY, metrics=["accuracy"])
    assert not list(probe(case(shares, X, QUADRANT)))


@pytest.mark.parametrize(
    ("low", "high", "says"), [(1, 2, "1 and 2"), (-1, 1, "−1 and 1")]
)
def test_classes_by_other_names_than_0_and_1_are_named(low, high, says):
    model = model_of(dense(1, "sigmoid"), loss=BINARY)
    y = np.where(QUADRANT, high, low)
    (found,) = misread_labels(case(model, X, y))
    assert (found.name, found.repair) == ("wrong_loss", {})
    assert f"y has two values, {says}." in found.evidence
    assert f'y = (y == {high}).astype("float32")' in found.fix


def test_a_loss_for_shares_is_named_where_numbers_are_asked_for():
    examined = untrained(faulty("wrong loss", 0))
    (found,) = wrong_loss(examined)
    assert (found.name, found.repair) == ("wrong_loss", {"loss": "mse"})
    assert f"For {BINARY} the perfect answers are no better" in found.evidence
    loss = number(examined.loss_of(examined.y, examined.y), 3)
    assert found.evidence.endswith(f"a loss of {loss} against {loss}.")


def test_an_end_that_is_no_share_is_named():
    examined = case(model_of(dense(1), loss=BINARY), X, QUADRANT)
    (found,) = wrong_loss(examined)
    assert found.name == "wrong_loss"
    assert found.repair == {"output": "sigmoid"}
    assert "The last activation is linear" in found.evidence


def test_one_output_has_no_categories():
    model = model_of(dense(1, "softmax"), loss="categorical_crossentropy")
    (found,) = wrong_loss(case(model, X, QUADRANT))
    assert (found.name, found.repair) == ("wrong_loss", FOR_CLASSES)
    assert "a loss of not a number against" in found.evidence


@pytest.mark.parametrize(("shift", "count"), [(0, 1), (10, 0)])
def test_a_percentage_is_named_only_where_targets_are_0(shift, count):
    y = np.maximum(0, np.round(3 * X[:, 0], 1)) + shift
    found = list(wrong_loss(case(model_of(dense(1), loss="mape"), X, y)))
    assert [f.name for f in found] == ["wrong_loss"] * count
    for finding in found:
        assert finding.repair == {"loss": "mse"}
        assert f"off by only {0.01 * y.std():.2g} are" in finding.evidence


def ending_at(bias, loss):
    model = model_of(dense(1), loss=loss)
    model.set_weights([np.zeros((2, 1)), np.array([bias])])
    return case(model, X, QUADRANT)


def test_a_loss_that_is_flat_where_the_answers_are_is_named():
    (found,) = flat_loss(ending_at(7.0, BINARY))
    assert (found.name, found.repair) == ("wrong_loss", FOR_CLASSES)
    assert "The answers go from 7 to 7, where" in found.evidence
    assert not list(flat_loss(ending_at(0.5, BINARY)))
    assert not list(flat_loss(ending_at(7.0, "mse")))


def test_a_metric_that_a_perfect_answer_fails_is_named():
    examined = untrained(faulty("accuracy", 0))
    (found,) = misused_metric(examined)
    assert (found.name, found.repair) == ("accuracy_on_regression", {})
    assert "it says 0 and not 1" in found.evidence
    miss = np.abs(examined.outputs - examined.y).mean()
    assert f"the typical miss is ± {miss:.2g} in" in found.evidence


def test_a_count_of_classes_cannot_judge_numbers():
    model = model_of(dense(1), metrics=[keras.metrics.Recall()])
    (found,) = misused_metric(case(model, X, SUM / 20 + 0.1))
    assert (found.name, found.repair) == ("wrong_metric", {})
    assert "it says 0." in found.evidence


def test_accuracy_may_judge_shares():
    loss = "categorical_crossentropy"
    model = model_of(dense(4, "softmax"), loss=loss, metrics=["accuracy"])
    assert not list(misused_metric(case(model, X, ONE_HOT)))
