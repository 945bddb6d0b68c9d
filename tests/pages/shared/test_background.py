"""Maps that are trained beside the page."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from whole_map import whole_map

from helpers import maps, sliders
from helpers.drawing.map_panel import MapPanel
from helpers.experiment import Experiment
from helpers.pages.shared.background import BackgroundMap

SMALL = Experiment(hidden_units=4, epochs=2, final_relu=False)


def test_the_background_answers_the_last_request():
    background = BackgroundMap()
    seen = []
    background.on_level = lambda: seen.append(background.latest)
    requests = [replace(SMALL, seed=seed) for seed in range(6)]
    for experiment in requests:
        background.request(experiment)
    background.wait()
    assert background.state_for(requests[-1])[1]
    assert not background.state_for(requests[0])[1]
    asked = [requests.index(level.experiment) for level in seen]
    assert asked == sorted(asked)  # never out of order
    np.testing.assert_array_equal(
        background.latest.outcomes, whole_map(requests[-1]).outcomes
    )


def test_the_background_does_not_train_the_same_map_twice():
    background = BackgroundMap()
    background.request(SMALL)
    background.wait()
    finished = background.latest
    background.request(SMALL)
    background.wait()
    assert background.latest is finished


def test_a_map_that_was_completed_is_there_at_once(monkeypatch):
    background = BackgroundMap()
    networks = [replace(SMALL, seed=seed) for seed in (0, 1)]
    for experiment in networks:
        background.request(experiment)
        background.wait()
    monkeypatch.delattr(maps, "map_in_steps")
    for experiment in networks:
        background.request(experiment)
        background.wait()
        assert background.state_for(experiment)[1].experiment == experiment


def test_of_the_maps_that_were_completed_the_latest_are_kept(monkeypatch):
    monkeypatch.setattr("helpers.pages.shared.background.MOST_KEPT", 2)
    background = BackgroundMap()
    networks = [replace(SMALL, seed=seed) for seed in (0, 1, 0, 2)]
    for experiment in networks:
        background.request(experiment)
        background.wait()
    assert [e.seed for e in background._complete] == [0, 2]


def test_the_background_can_be_asked_again_when_it_has_finished():
    background = BackgroundMap()
    for seed in (0, 1):
        experiment = replace(SMALL, seed=seed)
        background.request(experiment)
        background.wait()
        assert background.state_for(experiment)[1]


def test_the_background_finishes_a_map_that_was_left_and_asked_for_again():
    background = BackgroundMap()

    def away_and_back():
        background.on_level = lambda: None
        background.request(replace(SMALL, seed=1))
        background.request(SMALL)

    background.on_level = away_and_back  # while the first map is under way
    background.request(SMALL)
    background.wait()
    assert background.state_for(SMALL)[1]


def test_the_background_finishes_a_map_left_for_a_moment(monkeypatch):
    """Between the look that stops it and the end of its thread's turn."""
    background, trained = BackgroundMap(), maps.map_in_steps

    def left_for_a_moment(experiment, keep_on, workers):
        monkeypatch.setattr(maps, "map_in_steps", trained)
        background.request(replace(SMALL, seed=1))
        assert not keep_on()  # so this map ends early …
        background.request(SMALL)  # … and is wanted again already
        return iter(())

    monkeypatch.setattr(maps, "map_in_steps", left_for_a_moment)
    background.request(SMALL)
    background.wait()
    assert background.state_for(SMALL)[1]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnhandledThreadExceptionWarning"
)
def test_the_background_can_be_asked_again_when_a_picture_failed():
    background = BackgroundMap()

    def fail():
        raise ValueError("no picture")

    background.on_level = fail
    background.request(SMALL)
    background.wait()
    background.on_level = lambda: None
    background.request(SMALL)
    background.wait()
    assert background.state_for(SMALL)[1]


@pytest.mark.parametrize("name", ["trainability_map", "playground"])
def test_what_is_said_of_a_map_is_said_of_the_one_that_is_drawn(
    monkeypatch, name
):
    """Though a finer map may come between any two looks."""
    live = getattr(sliders, name)()
    network = drawn(monkeypatch, live.refresh)[-1].experiment
    outcomes = np.zeros((maps.SIZE, maps.SIZE), int)
    levels = itertools.cycle(
        [maps.TrainabilityMap(network, outcomes, stride) for stride in (2, 1)]
    )
    always_new = property(lambda _: next(levels))
    monkeypatch.setattr(BackgroundMap, "latest", always_new, raising=False)
    monkeypatch.setattr(BackgroundMap, "request", lambda *_: None)
    for stride in (2, 1, 2):
        shown = drawn(monkeypatch, live.refresh)[-1]
        said = (
            live._map_image.widget.text if name == "playground" else live.text
        )
        assert shown.stride == stride
        assert ("is being trained" in said) == (stride > 1)


def drawn(monkeypatch, refresh):
    """The maps that are drawn meanwhile."""
    seen, show = [], MapPanel.show

    def noting(panel, experiment, trained_map):
        seen.append(trained_map)
        show(panel, experiment, trained_map)

    with monkeypatch.context() as patch:
        patch.setattr(MapPanel, "show", noting)
        refresh()
    return seen
