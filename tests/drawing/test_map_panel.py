"""The trainability map as a panel."""

from dataclasses import replace

import numpy as np
from matplotlib.colors import to_rgba

from helpers import maps
from helpers.drawing.live import LiveImage
from helpers.drawing.map_panel import _middle
from helpers.drawing.palette import MAP_COLORS
from helpers.experiment import Experiment
from helpers.pages.playground.picture import SmallMapPicture
from helpers.tables.course import COURSE_TABLES


def test_the_map_is_drawn_where_its_axes_say():
    panel = map_panel()
    rows, columns = np.indices((maps.SIZE, maps.SIZE))
    outcomes = np.where(rows < 10, 3, np.where(columns < 20, 1, 5))
    marked = Experiment(100.0, 0.001, inputs="spread", final_relu=False)
    panel.show(marked, made_up(outcomes))
    np.testing.assert_array_equal(panel.image.get_array(), outcomes)
    assert panel.here.get_xydata().tolist() == [[2, -3]]
    question = 10 ** panel.question.get_xydata()
    np.testing.assert_allclose(question, [[999, 0.01]])
    left, right, bottom, top = panel.image.get_extent()
    assert left < 0 < 4 < right and bottom < -9 < 1 < top
    names = {t.get_text(): t for t in panel.names if t.get_visible()}
    assert set(names) == {maps.WORDS[code] for code in (1, 3, 5)}
    for code in (1, 3, 5):  # each name stands in its own region
        x, y = names[maps.WORDS[code]].get_position()
        column = np.argmin(np.abs(np.log10(maps.INPUT_RANGES) - x))
        row = np.argmin(np.abs(np.log10(maps.LEARNING_RATES) - y))
        assert outcomes[row, column] == code


def test_a_region_too_small_for_its_name_has_none():
    panel = map_panel()
    outcomes = np.full((maps.SIZE, maps.SIZE), 3)
    outcomes[5:8, 5:8] = 0
    panel.show(Experiment(inputs="spread"), made_up(outcomes))
    visible = [t.get_text() for t in panel.names if t.get_visible()]
    assert visible == ["learned"]


def test_without_a_map_there_is_none_to_be_seen():
    picture = SmallMapPicture()
    image = LiveImage(picture)
    diverged = np.full((maps.SIZE, maps.SIZE), maps.WORDS.index("diverged"))
    for trained_map in (None, made_up(diverged)):
        picture.show(Experiment(), trained_map)
        image.draw("")
        orange = 255 * np.array(to_rgba(MAP_COLORS["diverged"]))
        there = (image.pixels() == orange.round()).all(axis=-1).any()
        assert there == (trained_map is not None)


def map_panel():
    (panel,) = SmallMapPicture().panels
    return panel


def made_up(outcomes):
    return maps.TrainabilityMap(Experiment(), outcomes)


def test_a_name_stands_where_its_region_has_most_space():
    region = np.zeros((20, 40), bool)
    region[2:9, 4:31] = True
    assert _middle(region) == (5, 17, 4)
    region[15:18, :] = True  # longer, but narrow
    assert _middle(region) == (5, 17, 4)
    assert _middle(np.zeros((4, 4), bool)) == (0, 0, 0)


def test_the_map_of_a_table_has_factors_and_another_map_is_taken_off():
    panel = map_panel()
    table = replace(COURSE_TABLES["two dice"].table, factor=10.0)
    of_a_function = made_up(np.full((maps.SIZE, maps.SIZE), 3))
    panel.show(Experiment(), of_a_function)
    before = panel.frame
    panel.show(Experiment(table=table), of_a_function)
    assert not panel.image.get_visible()
    assert not any(name.get_visible() for name in panel.names)
    assert panel.frame != before
    assert panel.labels[0].get_text() == "factor on x"
    assert panel.here.get_xydata().tolist() == [[1, -2]]
    assert panel.axes.get_xlim()[0] < -2 < 2 < panel.axes.get_xlim()[1]
    panel.show(Experiment(), of_a_function)
    assert panel.frame == before and panel.image.get_visible()
