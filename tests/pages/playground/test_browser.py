"""Notebook 06 in JupyterLab: the playground."""

import random

import numpy as np
import page_checks
import pytest
from page_checks import *  # noqa: F403
from page_checks import PRESSES

from helpers import engine
from helpers.describe import describe, differences, setting
from helpers.experiment import Experiment
from helpers.optimizers import OPTIMIZERS
from helpers.points import FUNCTIONS, INPUTS
from helpers.wording.numbers import MINUS

PAGE = "06_playground"
SLIDERS = (
    "input range", "learning rate", "hidden units", "epochs", "batch size",
)  # fmt: skip
SWITCHES = "standardise inputs", "standardise targets", "final ReLU"
LISTS = {
    label: [row.label for row in table.values()]
    for label, table in {
        "function": FUNCTIONS, "inputs": INPUTS, "optimizer": OPTIMIZERS,
    }.items()
}  # fmt: skip
PRESETS = (
    "the question", "answer 1", "answer 2a", "answer 2b",
    "the repaired program",
)  # fmt: skip
MOVES = 12


@pytest.fixture
def figure(page):
    figure = page.figure("sliders.playground()")
    figure.click("the question")
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


def test_no_tensorflow_until_it_is_asked_for(page, figure):
    assert page.ask_kernel('"tensorflow" in __import__("sys").modules') == (
        "False"
    )
    figure.click("same in Keras")
    figure.wait_for_text("Keras says the same: dead.", within=120)
    assert page.ask_kernel('"tensorflow" in __import__("sys").modules') == (
        "True"
    )


@pytest.mark.parametrize("label", SLIDERS)
def test_a_key_and_a_drag_move_picture_and_sentence(figure, label):
    figure.click("the repaired program")  # where everything matters
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.press(label, "PageUp", times=1)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.drag(label, 0.4)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


@pytest.mark.parametrize("label", SWITCHES)
def test_a_tick_changes_picture_and_sentence(figure, label):
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.tick(label)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


@pytest.mark.parametrize("label", LISTS)
def test_a_choice_changes_picture_and_sentence(figure, label):
    figure.click("answer 1")
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.choose(label, LISTS[label][-1])
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


def test_controls_sentence_and_picture_belong_together(page, figure):
    """After every one of some seeded moves."""
    rng = random.Random(6)
    for _ in range(MOVES):
        kind = rng.choice(["slider"] * 5 + ["tick", "choose", "preset"])
        if kind == "slider":
            label = rng.choice(SLIDERS)
            key = rng.choice(["ArrowLeft", "ArrowRight", "PageUp", "PageDown"])
            figure.press(label, key)
        elif kind == "tick":
            figure.tick(rng.choice(SWITCHES))
        elif kind == "choose":
            label = rng.choice(list(LISTS))
            figure.choose(label, rng.choice(LISTS[label]))
        else:
            figure.click(rng.choice(PRESETS))
        experiment = eval(
            page.ask_kernel("playground.experiment"),
            {"Experiment": Experiment},
        )
        assert controls_of(figure) == controls_for(experiment)
        assert figure.sentence().replace("\n\n", "\n") == (
            sentence_for(experiment)
        )
        assert figure.description() == sentence_for(experiment)
    # No map was lost on the way, however many were begun and dropped.
    figure.click("the question")
    figure.wait_for_text("16 % of the networks on the map learn", within=60)


def controls_of(figure):
    """What the page shows, control by control."""
    found = {}
    for label in SLIDERS:
        digits = figure.readout(label).replace(",", "")
        found[label] = float(digits.replace(MINUS, "-"))
    for label in SWITCHES:
        box = figure.root.get_by_label(label, exact=True)
        found[label] = box.is_checked()
    for label in LISTS:
        shown = figure.root.get_by_label(label, exact=True).evaluate(
            "list => list.selectedOptions[0].label"
        )
        found[label] = shown.replace("\N{NO-BREAK SPACE}", " ")
    return found


def controls_for(experiment):
    """What the page should show for the experiment that was trained."""
    return {
        "input range": experiment.input_max,
        "learning rate": float(f"{experiment.learning_rate:.2g}"),
        "hidden units": experiment.hidden_units,
        "epochs": experiment.epochs,
        "batch size": experiment.batch_size,
        "standardise inputs": experiment.standardise_inputs,
        "standardise targets": experiment.standardise_targets,
        "final ReLU": experiment.final_relu,
        "function": FUNCTIONS[experiment.function].label,
        "inputs": INPUTS[experiment.inputs].label,
        "optimizer": OPTIMIZERS[experiment.optimizer].label,
    }


def sentence_for(experiment):
    words = [setting(experiment), *differences(experiment)]
    text = describe(engine.train(experiment))
    return f"{text}\n({'; '.join(words)})"


@pytest.fixture
def window(page):
    """Sets the size of the window, and whether the files are listed."""

    def resize(width, height, files):
        page.page.set_viewport_size({"width": width, "height": height})
        page.show_files(files)
        page.settle()
        return page.page.locator(".jp-WindowedPanel-outer").bounding_box()

    yield resize
    resize(1280, 900, True)


def box(element):
    """Left, top, right and bottom of an element on the page."""
    found = element.bounding_box()
    x, y = found["x"], found["y"]
    return x, y, x + found["width"], y + found["height"]


@pytest.mark.parametrize(
    "size",
    [
        (1400, 1000, True),
        (1280, 720, False),
        pytest.param((1366, 768, False), marks=pytest.mark.weekly),
    ],
)
def test_all_of_it_is_in_one_view(page, figure, window, size):
    figure.click("the repaired program")  # which has the longest sentence
    figure.wait_for_text("of the networks on the map learn", within=60)
    seen = window(*size)
    controls = figure.root.locator(
        ".noUi-base, button, select, input, .widget-readout"
    ).filter(visible=True)
    pictures = figure.root.locator("img.live-picture, .live-sentence")
    assert controls.count() > 20 and pictures.count() == 4
    boxes = [box(e) for e in (*controls.all(), *pictures.all())]
    left, top, right, bottom = np.transpose(boxes)
    assert bottom.max() - top.min() <= seen["height"]
    assert left.min() >= seen["x"]
    assert right.max() <= seen["x"] + seen["width"]
    # The run is the largest thing, and nothing lies upon another.
    knobs, the_map, run = (
        box(figure.root.locator(f".{name}"))
        for name in ("knobs", "map", "run")
    )
    area = (figure.image.bounding_box()[side] for side in ("width", "height"))
    assert np.prod(list(area)) > (knobs[2] - knobs[0]) * (knobs[3] - knobs[1])
    for one, other in ((knobs, the_map), (knobs, run), (the_map, run)):
        assert any(
            a[at + 2] <= b[at] + 1
            for a, b in ((one, other), (other, one))
            for at in (0, 1)
        )
    page.screenshot(f"06_in_one_view_{size[0]}")


@pytest.mark.parametrize("label", SLIDERS)
def test_on_a_small_screen_the_run_is_seen_while_a_slider_moves(
    figure, window, label
):
    seen = window(1024, 768, True)
    above, below = box(figure.slider(label)), box(figure.line)
    assert below[3] - above[1] <= seen["height"]


def test_the_page_names_the_way_to_see_it_beside_the_text(page):
    label = page.page.evaluate(
        "jupyterapp.commands.label('notebook:create-output-view')"
    )
    text = page.page.locator(".jp-Notebook").inner_text()
    assert label in text


@pytest.mark.parametrize("label", LISTS)
def test_no_option_is_cut_off(figure, label):
    shown = figure.root.get_by_label(label, exact=True)
    # As wide as its longest option, when nothing holds it.
    needed = shown.evaluate(
        """list => {
          const free = list.cloneNode(true);
          free.style.cssText = "position: absolute; width: max-content";
          list.parentNode.append(free);
          const width = free.offsetWidth;
          free.remove();
          return width;
        }"""
    )
    assert needed <= shown.evaluate("list => list.offsetWidth")


def test_the_program_is_shown_and_follows(figure):
    code = figure.root.locator("textarea").last
    assert not code.is_visible()
    figure.click("Keras code")
    assert "import keras" in code.input_value()
    assert "SGD(learning_rate=0.01)" in code.input_value()
    figure.click("answer 2b")
    assert "Adam(learning_rate=0.0001)" in code.input_value()
    figure.click("Keras code")
    assert not code.is_visible()


def test_the_picture_can_be_downloaded(page, figure):
    figure.click("save picture")
    with page.page.expect_download() as download:
        figure.root.get_by_text("playground.png").click()
    assert download.value.suggested_filename == "playground.png"
    png = download.value.path().read_bytes()
    assert png.startswith(b"\x89PNG") and b"dead: the final ReLU" in png


def test_the_map_follows(figure):
    figure.wait_for_text("of the networks on the map learn", within=60)
    figure.press("hidden units", "ArrowRight")
    figure.wait_for_text("is being trained")
    figure.wait_for_text("of the networks on the map learn", within=60)


# Own numbers


@pytest.fixture
def own(figure):
    """The figure with its field for numbers open, and the keyboard in it."""
    figure.root.get_by_role("button", name="own data").press("Enter")
    field = figure.root.get_by_label("own numbers", exact=True)
    field.wait_for()
    yield figure
    figure.click("own data")


def paste(figure, text):
    """Paste into where the keyboard is, as Ctrl + V does."""
    keyboard = figure.root.page.keyboard
    keyboard.press("ControlOrMeta+a")
    keyboard.insert_text(text)


def test_numbers_are_pasted_and_learned_by_keyboard_alone(page, own):
    own.click("the repaired program")
    field = own.root.get_by_label("own numbers", exact=True)
    field.focus()
    rows = "\n".join(f"{x};{3 * x + 1}" for x in range(40)).replace(".", ",")
    paste(own, f"hours;euros\n{rows}")
    page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")  # use these numbers
    own.wait_for_text("Read: 40 rows, semicolons between the columns")
    page.settle()
    assert own.sentence().startswith("learned: ")
    assert "euros by hours, 24 rows to train on" in own.sentence()
    assert "Y depends on x" in own.sentence()
    for label in ("function", "inputs"):
        assert own.root.get_by_label(label, exact=True).is_disabled()
    assert not own.slider("input range").is_visible()
    pixels, sentence = own.pixels(), own.sentence()
    own.press("factor on x", "PageUp")
    assert own.sentence() != sentence and (own.pixels() != pixels).any()
    own.press("learning rate", "PageUp", times=3)
    own.type("parts, seed", 5)
    assert "drawn with seed 5" in own.sentence()
    own.wait_for_text("of the networks on the map learn", within=60)
    page.screenshot("06_own_data", own.root)
    own.click("a function again")
    assert "x = 1…999" in own.sentence()
    assert own.slider("input range").is_visible()


def test_a_row_that_cannot_be_read_is_said_and_nothing_is_lost(page, own):
    own.click("cars that stop")
    sentence = own.sentence()
    assert "distance (feet) by speed (mph)" in sentence
    own.wait_for_text("M. Ezekiel")
    own.root.get_by_label("own numbers", exact=True).fill("1;2\n3;<b>four")
    own.click("use these numbers")
    own.wait_for_text("Row 2, '3;<b>four', must have two numbers")
    assert own.sentence() == sentence


def test_the_figure_says_of_the_dice_that_nothing_depends_on_x(own):
    own.click("the repaired program")
    own.click("two dice")
    assert "No sign that y depends on x: of 999" in own.sentence()


def test_a_file_is_read(page, own, tmp_path):
    path = tmp_path / "numbers.csv"
    path.write_bytes("\ufeffZeit;Länge\r\n1,5;2\r\n2;3\r\n4;5\r\n".encode())
    with page.page.expect_file_chooser() as chooser:
        own.root.get_by_role("button", name="from a file").press("Enter")
    chooser.value.set_files(path)
    own.wait_for_text("Read: 3 rows, semicolons between the columns, with")
    page.settle()
    assert "Länge by Zeit" in own.sentence()


def test_what_is_open_has_names_and_is_not_cut_off(page, own, window):
    own.click("setting as a text")
    own.click("cars that stop")
    for role, name in (
        ("textbox", "own numbers"), ("spinbutton", "parts, seed"),
        ("textbox", "this setting as a text"), ("textbox", "a setting"),
        ("button", "copy setting"), ("button", "paste setting"),
        ("button", "from a file"), ("slider", "factor on x"),
    ):  # fmt: skip
        assert own.root.get_by_role(role, name=name).count() == 1, name
    for width in (1280, 1024, 640):
        window(width, 900, width > 800)
        assert own.root.evaluate(page_checks.CUT_OFF) == []
        page.screenshot(f"06_open_{width}", own.root)
    own.click("setting as a text")


def test_a_setting_is_copied_and_pasted_by_keyboard_alone(page, figure):
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure.click("the repaired program")
    figure.choose("function", FUNCTIONS["sin"].label)
    figure.press("epochs", "PageUp")
    sentence = figure.sentence()
    share = figure.root.get_by_role("button", name="setting as a text")
    share.press("Enter")
    copy = figure.root.get_by_role("button", name="copy setting")
    copy.wait_for()
    page.settle()
    line = figure.root.get_by_label("this setting as a text", exact=True)
    assert line.input_value().startswith("accuracy0: ")
    copy.press("Enter")
    figure.wait_for_text("Copied.")
    page.settle()
    figure.click("the question")
    assert figure.sentence() != sentence
    assert figure.root.get_by_text("Copied.").count() == 0  # another one
    field = figure.root.get_by_label("a setting", exact=True)
    field.focus()
    page.page.keyboard.press("ControlOrMeta+v")
    page.page.keyboard.press("Enter")
    figure.wait_for_text("Every knob is set as the text says.")
    page.settle()
    assert figure.sentence() == sentence
    field.fill(line.input_value()[:-3])
    figure.click("paste setting")
    figure.wait_for_text("The end of this setting is missing.")
    assert figure.sentence() == sentence
    figure.click("setting as a text")
    figure.click("the question")


@pytest.mark.weekly  # a report; that a figure follows, others hold
def test_latency_is_said(figure, say):
    """Key press → new picture decoded. A report, not a limit."""
    lines = []
    for state in ("with the map", "without"):
        for label in SLIDERS[:3]:
            times = figure.measure_latency(label, "ArrowLeft", PRESSES)
            assert len(times) == PRESSES and min(times) > 0
            median, p95 = np.percentile(times, [50, 95])
            lines.append(f"{state}, {label}: {median:.0f} / {p95:.0f} ms")
        figure.tick("map")
        figure.click("the question")
    say(f"median / p95: {'; '.join(lines)}")
