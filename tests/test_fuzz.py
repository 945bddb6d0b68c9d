"""Any valid setting gives a picture, a sentence and an outcome word.

And any invalid one a sentence that names the field. The same few hundred
settings every time; `make fuzz` tries many more, from a seed of your choice.
"""

import io
import os
import re
from contextlib import suppress
from dataclasses import fields, replace

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image
from strategies import experiments, powers, tables
from traitlets import TraitError

from helpers import engine, keras_twin, plots, sliders
from helpers.describe import describe, differences, setting
from helpers.diagnosis import OUTCOMES
from helpers.drawing.panels import RunPicture
from helpers.experiment import Experiment
from helpers.keras_tools import load_keras
from helpers.optimizers import OPTIMIZERS
from helpers.pages.final_relu.microscope import Past
from helpers.pages.inputs.picture import BOWL_TITLES
from helpers.pages.playground.keras_code import program
from helpers.pages.playground.own_data import OwnData
from helpers.pages.playground.picture import SmallMapPicture
from helpers.points import FUNCTIONS, INPUTS

TIMES = int(os.environ.get("FUZZ", 1))  # as many settings as in `make test`
FIELDS = [field.name for field in fields(Experiment)]

pytestmark = pytest.mark.filterwarnings("error")


def examples(count):
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def is_a_sentence(text):
    return not re.search(r"\b(nan|inf|None)\b|[{}]|cannot be", text)


@examples(18)
@given(experiment=experiments())
def _any_training(experiment):
    run = engine.train(experiment)
    assert run.outcome in OUTCOMES
    text = describe(run)
    assert f"{run.outcome}: " in text and is_a_sentence(text)
    words = [setting(experiment), *differences(experiment)]
    assert is_a_sentence("; ".join(words))
    compile(program(experiment), "program", "exec")
    question, in_detail = RunPicture(), RunPicture(in_detail=True)
    small_map = SmallMapPicture()
    question.show(run, other=run)
    in_detail.show(run, other=run)
    small_map.show(experiment, None)
    for picture in (question, in_detail, small_map):
        picture.figure.canvas.draw()
        assert np.ptp(picture.figure.canvas.buffer_rgba()) == 255


def test_any_training_gives_pictures_and_words(capfd):
    _any_training()
    assert capfd.readouterr().err == ""


@examples(3)
@given(experiment=experiments(most_work=3e6))
def _any_training_in_keras(experiment):
    updates = experiment.data.train.stop / experiment.batch_size
    assume(experiment.epochs * max(1, updates) <= 300)
    run = keras_twin.train(experiment)
    assert run.outcome in OUTCOMES
    assert f"{run.outcome}: " in describe(run)
    assert len(run.loss) == len(run.val_loss) == experiment.epochs


def test_any_training_in_keras_gives_words(capfd):
    load_keras()
    _any_training_in_keras()
    assert capfd.readouterr().err == ""


def test_any_outcomes_can_be_drawn_side_by_side(capfd):
    @examples(4)
    @given(some=st.lists(experiments(1e6), min_size=1, max_size=4))
    def test(some):
        runs = engine.train_many(some)
        still = plots.fix_outcomes({"one": runs, "two": runs[:1]})
        for run in runs:
            assert run.outcome in still.text
        still.figure.canvas.draw()
        data = some[0].data
        order = np.argsort(data.x)
        compared = plots.before_after(
            data.x[order], data.y[order], *[runs[0].predictions[order]] * 2,
            trained=data.x[order][len(order) // 2],
        )  # fmt: skip
        assert is_a_sentence(compared.text)
        compared.figure.canvas.draw()

    test()
    assert capfd.readouterr().err == ""


# Live figures

# How the sentence begins, if not with the outcome of a training.
BEGINNINGS = {
    "final_relu": r"\d+ hidden units?: .*\n.* (alive|dead at birth): ",
    "metric": r"ŷ = .*: MSE .*, accuracy ",
    "one_update": r"Step \d+ of 12, (forward|back|update): ",
    "one_weight": rf"({'|'.join(BOWL_TITLES)}): ",
}


def begins(name):
    return BEGINNINGS.get(name, f"({'|'.join(OUTCOMES)}): ")


def values_of(control):
    """Every value that a learner can give to a control."""
    if isinstance(control, widgets.FloatLogSlider):
        return powers(control.base**control.min, control.base**control.max)
    if isinstance(control, widgets.FloatSlider):
        return st.floats(control.min, control.max)
    if isinstance(control, (widgets.IntSlider, widgets.BoundedIntText)):
        return st.integers(control.min, control.max)
    if isinstance(control, widgets.Checkbox):
        return st.booleans()
    if isinstance(control, Past):
        return st.lists(st.floats(0.5, 4), max_size=40).map(tuple)
    if isinstance(control, OwnData):
        factors = powers(0.01, 100)
        return st.none() | st.builds(
            lambda table, factor: replace(table, factor=factor),
            tables(), factors,
        )  # fmt: skip
    return st.sampled_from([value for _, value in control.options])


@pytest.mark.parametrize("name", sliders.__all__)
def test_any_state_of_a_live_figure_has_picture_and_sentence(name, capfd):
    live = getattr(sliders, name)()
    first = live.values()
    shape = live.image.pixels().shape
    states = 0

    @examples(30)
    @given(
        st.fixed_dictionaries(
            {key: values_of(c) for key, c in live.controls.items()}
        )
    )
    def test(values):
        nonlocal states
        states += 1
        live.set_controls(**values)
        text, png = live.text, live.image.widget.value
        assert re.match(begins(name), text) and is_a_sentence(text), text
        picture = Image.open(io.BytesIO(png))
        picture.load()
        assert (*picture.size[::-1], 4) == shape
        assert picture.text["Description"].splitlines()[0] in text
        assert np.ptp(np.asarray(picture)) == 255

    test()
    live.set_controls(**first)  # which ends what was begun beside the page
    assert capfd.readouterr().err == ""
    with capfd.disabled():
        print(f"\n{name}: {states} states", end=" ")


# What is not valid

not_valid = {
    **dict.fromkeys(
        ["input_max", "learning_rate", "hidden_units", "epochs", "batch_size"],
        st.floats(max_value=0) | st.just(float("nan")) | st.just(float("inf"))
        | st.integers(max_value=0) | st.integers(10**9 + 1)
        | st.booleans() | st.text() | st.none() | st.complex_numbers()
        | st.lists(st.integers()) | st.binary(),
    ),
    "seed": st.integers(max_value=-1) | st.integers(2**32) | st.floats()
        | st.booleans() | st.text() | st.none(),
    **dict.fromkeys(
        ["final_relu", "standardise_inputs", "standardise_targets"],
        st.integers() | st.floats() | st.text() | st.none()
        | st.lists(st.booleans()),
    ),
    "optimizer": st.text().filter(lambda t: t not in OPTIMIZERS)
        | st.none() | st.integers() | st.lists(st.text()),
    "inputs": st.text().filter(lambda t: t not in INPUTS)
        | st.none() | st.integers() | st.lists(st.text()),
    "function": st.text().filter(lambda t: t not in FUNCTIONS)
        | st.none() | st.integers() | st.lists(st.text()),
    "table": st.text() | st.integers() | st.lists(st.integers()),
}  # fmt: skip


@examples(120)
@given(
    experiment=experiments(),
    wrong=st.sampled_from(FIELDS).flatmap(
        lambda name: st.tuples(st.just(name), not_valid[name])
    ),
)
def test_what_is_not_valid_is_a_sentence_that_names_the_field(
    experiment, wrong
):
    name, value = wrong
    with pytest.raises((TypeError, ValueError)) as caught:
        replace(experiment, **{name: value})
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert "must be" in sentence and f"Try {name}=" in sentence


@pytest.mark.parametrize("name", sliders.__all__)
def test_no_control_takes_what_is_not_valid(name):
    live = getattr(sliders, name)()
    for control in live.controls.values():
        for wrong in (-(10**12), 10**12, "many"):
            with suppress(TraitError):  # or it takes the nearest it can
                control.value = wrong
            assert re.match(begins(name), live.text), live.text


@pytest.mark.parametrize("name", ["question", "fixes"])
def test_a_live_figure_says_which_field_is_not_valid(name):
    live = getattr(sliders, name)()
    picture = live.image.widget.value
    right = live.values()
    for field in set(right) & set(FIELDS):
        wrong = right | {field: -1}
        live.values = lambda wrong=wrong: wrong
        live.refresh()
        message = f"This setting cannot be shown. {field} "
        assert live.text.startswith(message), live.text
        assert live.image.widget.value == picture
