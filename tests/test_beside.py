"""Work beside the page where no thread can start, as in a browser."""

import asyncio
import io
import threading
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from whole_map import whole_map

from helpers import beside, engine, maps, sliders
from helpers.experiment import Experiment
from helpers.pages.shared import keras_check
from helpers.pages.shared.background import BackgroundMap

SMALL = Experiment(hidden_units=2, epochs=1, batch_size=600, final_relu=False)


@pytest.fixture(autouse=True)
def no_threads(monkeypatch):
    """No thread can start, and who tries is told so."""

    def start(_):
        raise RuntimeError("can't start new thread")  # as Pyodide says

    monkeypatch.setattr("helpers.jit.has_threads", lambda: False)
    monkeypatch.setattr(threading.Thread, "start", start)
    monkeypatch.setattr(beside, "PAUSE", 0)
    # Few cells, so that a whole map is soon there.
    monkeypatch.setattr(maps, "STRIDES", (16, 8))


@pytest.fixture(autouse=True)
def no_loop():
    """Once there was a browser, Playwright's loop runs in this thread."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


async def turns(count):
    for _ in range(count):
        await asyncio.sleep(0)


def test_work_is_done_at_once_where_no_loop_runs():
    done = []
    assert beside.begin(done.append(k) for k in range(3)) is None
    assert done == [0, 1, 2]


def test_work_takes_turns_with_the_page():
    async def page():
        done = []
        work = beside.begin(done.append(k) for k in range(3))
        assert done == []  # it has not begun when the page goes on
        while not work.done():
            seen.append(len(done))
            await asyncio.sleep(0)
        assert done == [0, 1, 2]

    seen = []
    asyncio.run(page())
    assert {0, 1, 2} <= set(seen)


def test_many_networks_are_trained_in_the_thread_that_asks():
    networks = [replace(SMALL, seed=seed) for seed in range(5)]
    runs = engine.train_many(networks)
    assert [run.experiment for run in runs] == networks


def test_a_map_is_there_at_once_where_no_loop_runs():
    background = BackgroundMap()
    background.request(SMALL)
    assert background.state_for(SMALL)[1]
    background.wait()
    finished = background.latest
    background.request(SMALL)
    assert background.latest is finished


def test_a_request_from_a_drawing_is_not_lost_where_no_loop_runs():
    background, other = BackgroundMap(), replace(SMALL, seed=1)

    def move():
        background.on_level = lambda: None
        background.request(other)

    background.on_level = move
    background.request(SMALL)
    assert background.state_for(other)[1]


def test_a_map_becomes_finer_while_the_page_answers():
    async def page():
        background = BackgroundMap()
        background.request(SMALL)
        background.wait()  # there is nobody to wait for
        assert background.latest is None
        strides = []
        while not background.state_for(SMALL)[1]:
            await asyncio.sleep(0)
            strides.append(background.latest and background.latest.stride)
        assert [*dict.fromkeys(strides)] == [None, 16, 8]
        assert strides.count(None) > 2  # the page had turns in between
        return background.latest

    trained = asyncio.run(page())
    np.testing.assert_array_equal(trained.outcomes, whole_map(SMALL).outcomes)


@pytest.mark.parametrize("after", [0, 1, 2, 5, 20])
def test_a_new_request_stops_the_map_under_way(monkeypatch, after):
    trained, original = [], maps._train_cells

    def train_cells(experiment, cells, workers):
        trained.append(experiment)
        return original(experiment, cells, workers)

    monkeypatch.setattr(maps, "_train_cells", train_cells)
    first, last = SMALL, replace(SMALL, seed=9)

    async def page():
        background = BackgroundMap()
        background.request(first)
        await turns(after)
        so_far = trained.count(first)
        for seed in range(1, 9):  # a slider that is drawn
            background.request(replace(SMALL, seed=seed))
        background.request(last)
        while not background.state_for(last)[1]:
            await asyncio.sleep(0)
        assert trained.count(first) == so_far
        assert set(trained) <= {first, last}

    asyncio.run(page())


def test_a_map_can_be_asked_for_again_when_a_picture_failed():
    def fail():
        raise ValueError("no picture")

    async def page():
        background = BackgroundMap()
        background.on_level = fail
        background.request(SMALL)
        with pytest.raises(ValueError, match="no picture"):
            await background._work
        background.on_level = lambda: None
        background.request(SMALL)
        await background._work
        assert background.state_for(SMALL)[1]

    asyncio.run(page())


def test_a_figure_with_a_map_is_shown_at_once_and_follows(monkeypatch):
    async def page():
        figure = sliders.trainability_map()
        assert "is being trained" in figure.text
        figure.controls["hidden_units"].value = 2
        while "is being trained" in figure.text:
            await asyncio.sleep(0)
        assert "the 64 networks on the map learned" in figure.text
        assert "2 hidden units" in figure.text

    asyncio.run(page())


def test_the_playground_moves_while_its_map_is_trained():
    async def page():
        figure = sliders.playground()
        say = figure._map_image.widget
        assert "is being trained" in say.text
        for units in (4, 3, 2):
            figure.controls["hidden_units"].value = units
            await turns(3)
            assert f"{units} hidden units" in figure.text
        while "is being trained" in say.text:
            await asyncio.sleep(0)
        assert figure._background.latest.experiment.hidden_units == 2

    asyncio.run(page())


def width(image):
    return Image.open(io.BytesIO(image.widget.value)).width


def test_a_picture_at_rest_becomes_sharp_in_its_turn():
    async def page():
        figure = sliders.question()
        image = figure.image
        image.widget._handle_custom_msg({"pixels": 2640, "dark": False}, [])
        assert width(image) == image._most  # not before its turn
        await image._at_rest
        assert width(image) == 2640

    asyncio.run(page())


@pytest.mark.parametrize("after", [0, 2])
def test_a_move_gives_the_sharp_picture_up(monkeypatch, after):
    """Before its drawing begins, and between its drawing and encoding."""

    async def page():
        figure = sliders.question()
        image = figure.image
        image.widget._handle_custom_msg({"pixels": 2640, "dark": False}, [])
        await turns(after)
        assert not image._at_rest.done()
        figure.controls["hidden_units"].value = 2
        moved = image.widget.value
        await image._at_rest
        assert image.widget.value is moved
        assert width(image) == image._most

    asyncio.run(page())


def test_a_picture_at_rest_is_there_at_once_where_no_loop_runs():
    image = sliders.question().image
    image.widget._handle_custom_msg({"pixels": 2640, "dark": False}, [])
    assert width(image) == 2640


def test_the_button_says_where_keras_runs():
    figure = sliders.question()
    button = find(figure, keras_check.IDLE[0])
    button.click()
    assert find(figure, keras_check.NOT_HERE) is not None
    assert button.description == keras_check.IDLE[0]  # nothing runs
    figure.controls["hidden_units"].value = 2  # and the page goes on
    assert "2 hidden units" in figure.text


def find(widget, text):
    """The first widget within this one that says the text."""
    said = getattr(widget, "description", "") or getattr(widget, "value", "")
    if isinstance(said, str) and text in said:
        return widget
    for child in getattr(widget, "children", ()):
        found = find(child, text)
        if found is not None:
            return found
    return None
