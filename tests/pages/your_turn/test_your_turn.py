"""The networks of notebook 07 and their treatments."""

import re
from dataclasses import fields, replace

import numpy as np
import pytest
from every_day import each

from helpers import plots
from helpers.exercises import check_treatment
from helpers.pages.your_turn import exercise as your_turn
from helpers.pages.your_turn.exercise import (
    DATA_FIELDS,
    LARGEST,
    LOOK,
    MISCONCEPTIONS,
    NAMES,
    OTHER_WAY,
    TREATABLE,
    WHY,
)
from helpers.pages.your_turn.patients import (
    DIES,
    EXPLODES,
    FLATTENS,
    MEMORISES,
    SUSPICIOUS,
    TOPS_OUT,
    Patient,
)
from helpers.scores import r_squared

RIGHT = [
    replace(TOPS_OUT, output="linear"),
    replace(TOPS_OUT, output="linear", seed=7),
    replace(FLATTENS, standardise_targets=True, learning_rate=0.01),
    replace(
        FLATTENS, standardise_inputs=True, standardise_targets=True,
        learning_rate=0.01, seed=3,
    ),
    replace(DIES, output="linear", hidden=(16,)),
    replace(DIES, output="linear", hidden=[16, 16], learning_rate=0.01),
    replace(EXPLODES, standardise_inputs=True),
    replace(EXPLODES, learning_rate=0.005),
    replace(EXPLODES, optimizer="Adam", learning_rate=0.5),
    replace(MEMORISES, epochs=40),
    replace(MEMORISES, hidden=(16,), epochs=200),
]  # fmt: skip
WRONG = {
    TOPS_OUT: {
        "output": {"output": "tanh"},
        "epochs": {"epochs": 300},
        "learning_rate": {"learning_rate": 0.1},
        "hidden": {"hidden": (64,)},
        "standardise_inputs": {"standardise_inputs": True},
        "standardise_targets": {"standardise_targets": True},
    },
    FLATTENS: {
        "epochs": {"epochs": 1000},
        "hidden": {"hidden": (128,)},
        "learning_rate": {"learning_rate": 0.1},
        "standardise_inputs": {"standardise_inputs": True},
        "standardise_targets": {"standardise_targets": True},
    },
    DIES: {
        "seed": {"seed": 2},
        "epochs": {"epochs": 2000},
        "hidden": {"hidden": (16,)},
        "output": {"output": "linear"},
        "learning_rate": {"learning_rate": 0.01},
    },
    EXPLODES: {
        "standardise_inputs": {"standardise_inputs": True, "epochs": 1},
        "optimizer": {"optimizer": "Adam"},
        "epochs": {"epochs": 200},
        "seed": {"seed": 1},
        "standardise_targets": {"standardise_targets": True},
        "learning_rate": {"learning_rate": 0.009},
    },
    MEMORISES: {
        "epochs": {"epochs": 1000},
        "hidden": {"hidden": (8,)},
        "learning_rate": {"learning_rate": 0.003},
        "seed": {"seed": 4},
        "optimizer": {"optimizer": "RMSprop"},
        "activation": {"activation": "tanh"},
        "standardise_inputs": {"standardise_inputs": True},
        "standardise_targets": {"standardise_targets": True},
    },
}


@pytest.mark.parametrize("treatment", RIGHT, ids=str)
def test_a_right_treatment_says_why(treatment):
    feedback = check_treatment(treatment)
    assert re.match(r"Right: all 5 starts of network \d learn\. ", feedback)
    reasons = [why for by_field in WHY.values() for why in by_field.values()]
    assert any(feedback.endswith(why) for why in reasons)


def test_another_way_is_not_given_a_reason_of_this_page():
    relus = replace(FLATTENS, activation="relu", hidden=(64, 64))
    feedback = check_treatment(replace(relus, learning_rate=0.01))
    assert feedback == (f"Right: all 5 starts of network 2 learn. {OTHER_WAY}")


def test_a_change_without_a_hint_is_shown_where_to_look():
    feedback = check_treatment(replace(FLATTENS, optimizer="SGD"))
    assert feedback == f"Not yet: 0 of 5 starts of network 2 learn. {LOOK}"


@pytest.mark.parametrize("nonsense", [None, 5, "linear", Patient, [DIES]])
def test_nonsense_is_told_what_may_be_changed(nonsense):
    assert check_treatment(nonsense).endswith(
        "You may change hidden, activation, output, optimizer, "
        "learning_rate, epochs, batch_size, standardise_inputs, "
        "standardise_targets, seed."
    )


def test_every_field_is_treatable_or_says_what_is_to_be_learned():
    known = {*TREATABLE, *DATA_FIELDS, "loss", "metrics"}
    assert known == {field.name for field in fields(Patient)}


# Network 6 has two layers of 64, for thousands of epochs.
@pytest.mark.parametrize("patient", each(WRONG, {*WRONG} - {MEMORISES}))
def test_a_wrong_treatment_is_told_the_misconception(patient, monkeypatch):
    monkeypatch.setattr(your_turn, "STARTS", 2)  # one that fails is enough
    assert set(WRONG[patient]) == set(MISCONCEPTIONS[patient])
    for field, changes in WRONG[patient].items():
        feedback = check_treatment(replace(patient, **changes))
        assert feedback.startswith("Not yet: "), changes
        assert f"of {NAMES[patient]} learn" in feedback
        assert feedback.endswith(MISCONCEPTIONS[patient][field])


def test_half_of_the_standardised_targets_are_below_0():
    _, y = replace(TOPS_OUT, standardise_targets=True).data()
    assert abs(np.mean(y < 0) - 0.5) < 0.02


def test_other_data_are_no_treatment():
    for change in ({"inputs": (0, 5, 101)}, {"noise": 1}):
        other = replace(TOPS_OUT, output="linear", **change)
        assert check_treatment(other).startswith("You changed what")
    assert check_treatment(SUSPICIOUS).startswith("You changed what")


def test_the_network_as_it_came_is_no_treatment():
    assert check_treatment(replace(DIES)).startswith(
        "That is network 3 as it came."
    )


@pytest.mark.parametrize(
    "change", [{"epochs": LARGEST["epochs"] + 1}, {"hidden": (200, 57)}]
)
def test_what_would_take_long_is_refused(change):
    (field,) = change
    assert f"try {field} up to" in check_treatment(replace(DIES, **change))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"output": "lineal"}, "output must be one of 'linear', 'relu'"),
        ({"hidden": 16}, "in brackets, not 16. Try hidden=(16,)."),
        ({"hidden": "16"}, "not '1'. Try hidden=(16,)."),
        ({"hidden": (0,)}, "each of hidden must be a whole number"),
        ({"learning_rate": -1}, "learning_rate must be a number from"),
        ({"epochs": 2.5}, "epochs must be a whole number"),
        ({"standardise_inputs": "yes"}, "standardise_inputs must be True or"),
        (
            {"optimizer": "sgd"},
            "optimizer must be one of 'SGD', 'Adam', 'RMSprop'",
        ),
        ({"function": "x^2"}, "not 'x^2'. Try function='x/2'."),
        ({"loss": "mae"}, "loss must be one of 'mse', not 'mae'"),
        ({"inputs": 5}, "to the other, not 5. Try inputs=(0, 10, 101)."),
        ({"inputs": (0, 10)}, "to the other, not (0, 10). Try inputs="),
        ({"inputs": ("a", 10, 5)}, "to the other, not ('a', 10, 5). Try"),
    ],
)
def test_a_bad_field_gets_a_sentence(change, words):
    with pytest.raises((TypeError, ValueError), match=re.escape(words)):
        replace(TOPS_OUT, **change)


def test_a_patient_says_its_program():
    text = str(replace(DIES, standardise_inputs=True))
    assert "layers: 4 relu → 2 relu → 1 relu" in text
    assert "7 points, x from −1 to 5" in text
    assert text.endswith("standardised: inputs")


def test_training_is_reproducible_and_leaves_what_fit_leaves():
    one, two = FLATTENS.train(), FLATTENS.train()
    assert (one.answers == two.answers).all()
    losses, params = one.history
    assert losses == two.history.history
    assert len(losses["loss"]) == params["epochs"] == FLATTENS.epochs
    assert params["steps"] == 3  # 81 points in batches of 32
    assert int(one.model.optimizer.iterations) == 3 * FLATTENS.epochs


def test_several_starts_in_one_model_are_trainings_of_their_own():
    """Nothing is left of a start in the next: no weight, no momentum."""
    program = replace(FLATTENS, epochs=20)
    for seed, visit in enumerate(program.train_starts(range(3))):
        alone = replace(program, seed=seed).train()
        assert visit.history == alone.history
        assert (visit.answers == alone.answers).all()


def test_the_picture_of_a_visit_says_what_it_shows():
    visit = TOPS_OUT.train()
    still = plots.visit(visit)
    left, right = still.figure.axes
    assert (left.lines[0].get_ydata() == visit.history.history["loss"]).all()
    assert (right.lines[1].get_ydata() == visit.answers.ravel()).all()
    assert "always answering the mean has 2.1" in still.text
    assert still.text.endswith(
        "It answers from 0.47 to 1; y goes from 0 to 5."
    )
    assert right.get_title("left") == "It answers from 0.47 to 1"


def test_the_picture_of_a_training_that_flew_apart():
    visit = EXPLODES.train()
    assert np.isnan(r_squared(visit.y, visit.answers))
    still = plots.visit(visit)
    assert (
        still.figure.axes[0]
        .get_title("left")
        .startswith("The loss is not a number")
    )
    assert "Its answers are not finite numbers" in still.text
    assert len(still.figure.axes[1].lines) == 1  # y alone


def test_the_picture_of_a_dead_network():
    assert "It answers 0 to every x" in plots.visit(DIES.train()).text
