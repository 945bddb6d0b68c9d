"""What every picture promises, held against every picture of the course."""

import base64
import io
import pkgutil
import random
import time
from collections import defaultdict
from importlib import import_module
from unittest import mock

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import drawing, pages, sliders
from helpers.drawing.live import DRAWING, LiveImage
from helpers.drawing.palette import FRAME
from helpers.drawing.parts import Still, course_style, still_figure
from helpers.drawing.picture import Panel, Picture
from helpers.pages.final_relu.microscope import Past
from helpers.pages.playground.own_data import OwnData
from helpers.tables.course import COURSE_TABLES


def subclasses(base):
    """All of the course, whatever module of these rooms they are in."""
    for room in (drawing, pages):
        name = f"{room.__name__}."
        for module in pkgutil.walk_packages(room.__path__, name):
            import_module(module.name)
    found, new = set(), [base]
    while new:
        new = [sub for one in new for sub in one.__subclasses__()]
        found |= {sub for sub in new if sub.__module__.startswith("helpers.")}
    return found


def with_pictures(live_figure):
    """A live figure, and the pictures in it."""
    pictures = []
    begin = LiveImage.__init__

    def noting(image, picture):
        pictures.append(picture)
        begin(image, picture)

    with mock.patch.object(LiveImage, "__init__", noting):
        return live_figure(), pictures


@pytest.fixture(scope="module")
def figures():
    return {
        name: with_pictures(getattr(sliders, name)) for name in sliders.__all__
    }


@pytest.fixture(scope="module", params=sliders.__all__)
def figure(request, figures):
    return figures[request.param]


def test_every_picture_and_panel_is_in_a_live_figure(figures):
    """So that the tests below see it."""
    pictures = [p for _, shown in figures.values() for p in shown]
    panels = [panel for picture in pictures for panel in picture.panels]
    assert {type(p) for p in pictures} == subclasses(Picture)
    assert {type(p) for p in panels} == subclasses(Panel)


def test_each_panel_has_a_subfigure_and_artists_of_its_own(figure):
    for picture in figure[1]:
        places = [
            panel.axes.get_figure(root=False) for panel in picture.panels
        ]
        assert places == list(picture.figure.subfigs)
        for place, panel in zip(places, picture.panels, strict=True):
            assert place.axes == [panel.axes]
            assert panel.title in panel.framing
            artists = [*panel.framing, *panel.moving]
            assert len(set(artists)) == len(artists)
            for artist in artists:
                assert artist.axes is panel.axes


# What is drawn, of random settings


def values(control):
    """Some of what a learner can choose: the ends, and some between."""
    if isinstance(control, widgets.FloatLogSlider):
        powers = np.linspace(control.min, control.max, 4)
        return [float(control.base**power) for power in powers]
    if isinstance(control, widgets.BoundedIntText):
        return [0, 1, 2]
    if isinstance(control, (widgets.FloatSlider, widgets.IntSlider)):
        at = np.linspace(control.min, control.max, 4)
        return [type(control.value)(value) for value in at]
    if isinstance(control, widgets.Checkbox):
        return [False, True]
    if isinstance(control, Past):
        return [(), (2.0,), (2.0, 1.0, 4.0)]
    if isinstance(control, OwnData):
        return [None, *(given.table for given in COURSE_TABLES.values())]
    return [value for _, value in control.options]


def walk(live, moves):
    """Move one control after the other, and back to the first setting."""
    rng, first = random.Random(0), live.values()
    for _ in range(moves):
        name = rng.choice(list(first))
        value = rng.choice([first[name], *values(live.controls[name])])
        with DRAWING:  # no map comes between
            live.set_controls(**{name: value})
            yield
    live.set_controls(**first)


def drawn(figure, artists):
    renderer = RendererAgg(*figure.bbox.size, figure.dpi)
    for artist in artists:
        artist.draw(renderer)
    return bytes(renderer.buffer_rgba())


def bare(picture):
    """A picture without all that may change."""
    hidden = [
        artist
        for panel in picture.panels
        for artist in (*panel.framing, *panel.moving)
        if artist.get_visible()
    ]
    for artist in hidden:
        artist.set_visible(False)
    pixels = drawn(picture.figure, [picture.figure])
    for artist in hidden:
        artist.set_visible(True)
    return pixels


def looks(pictures, seen):
    """Note how each panel is framed, and how each picture is bare."""
    for picture in pictures:
        seen[picture].add(bare(picture))
        for panel in picture.panels:
            pixels = drawn(picture.figure, panel.framing)
            seen[panel, panel.frame].add(pixels)
    return seen


def test_only_what_is_moving_changes_within_a_frame(figure):
    live, pictures = figure
    seen = defaultdict(set)
    with mock.patch.object(LiveImage, "draw"):  # it would only take time
        for _ in walk(live, 25):
            looks(pictures, seen)
    for what, pixels in seen.items():
        assert len(pixels) == 1, what
    assert len(seen) > 2 * len(pictures)


@pytest.mark.parametrize("name", sliders.__all__)
def test_kept_frames_give_the_picture_that_a_new_figure_draws(figures, name):
    live, _ = figures[name]
    for _ in walk(live, 12):
        pass
    fresh = getattr(sliders, name)()
    deadline = time.monotonic() + 60
    while live.text != fresh.text:  # a map is on its way
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with DRAWING:  # the words come a moment before their picture
        pixels = live.image.pixels(), fresh.image.pixels()
    np.testing.assert_array_equal(*pixels)


# A picture that keeps none of its promises


class Faithless(Panel):
    def __init__(self, axes):
        super().__init__(axes, "", "")
        axes.axis([0, 1, 0, 1])
        self.forgotten = axes.text(0.5, 0.5, "")
        (self.line,) = axes.plot([], [])
        self.framing += [self.line]

    def show(self, at):
        self.forgotten.set_text(f"{at}")
        self.line.set_data([0, 1], [at, at])


class FaithlessPicture(Picture):
    def __init__(self):
        super().__init__(Faithless)

    def show(self, at):
        self.panels[0].show(at)


def test_a_broken_promise_is_seen():
    picture, seen = FaithlessPicture(), defaultdict(set)
    for at in (0.2, 0.8):
        picture.show(at)
        looks([picture], seen)
    (panel,) = picture.panels
    assert len(seen[picture]) == len(seen[panel, panel.frame]) == 2


def test_a_picture_that_cannot_be_moved_is_none():
    with pytest.raises(TypeError, match="abstract"):
        type("Stiff", (Picture,), {})()


def test_a_still_is_white_paper_in_a_frame():
    with course_style():
        figure, _ = still_figure(4, 3, (0.2, 0.2, 0.7, 0.7))
    data, _ = Still(figure, "words")._repr_mimebundle_()
    png = io.BytesIO(base64.b64decode(data["image/png"]))
    pixels = np.asarray(Image.open(png).convert("RGB"))
    frame = np.round(255 * np.array(to_rgb(FRAME)))
    for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
        assert (edge == frame).all()
    assert (pixels[5, 5:-5] == 255).all()
