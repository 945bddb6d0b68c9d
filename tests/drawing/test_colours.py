"""Colours that everybody can tell apart and read.

Contrast as in WCAG 2: 4.5 for letters, 3 for lines. Kinds of colour vision
are simulated as by Machado et al. (2009), and distances measured in
CAM02-UCS, where 1 is about what a trained eye can see side by side.
"""

import ast
import re
from functools import cache
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from colorspacious import cspace_convert
from contrast import contrast as ratio
from matplotlib.colors import CSS4_COLORS, to_hex, to_rgb
from matplotlib.text import Text

from helpers import sliders
from helpers.drawing.live import DRAWING
from helpers.drawing.palette import (
    BLACK,
    BLUE,
    DARK_THEME,
    GREEN,
    GREY,
    INK,
    MAP_COLORS,
    ORANGE,
    PALE,
    TRUTH,
    WHITE,
)
from helpers.drawing.parts import course_style

BACKGROUNDS = [WHITE, *PALE.values()]
VISIONS = ["all", "deuteranomaly", "protanomaly", "tritanomaly"]
CLEARLY = 9  # CAM02-UCS; tab10's closest neighbours have 2 to 5
DARK = {to_hex(light): dark for light, dark in DARK_THEME.items()}


@pytest.fixture(params=["light", "dark"])
def on(request):
    """What stands in place of a colour in this theme."""
    theme = DARK if request.param == "dark" else {}
    return lambda color: theme.get(to_hex(color), color)


def contrast(one, other):
    return ratio(to_rgb(one), to_rgb(other))


def seen(color, vision):
    """Where a colour lies in CAM02-UCS for this kind of colour vision."""
    rgb = np.array(to_rgb(color))
    if vision != "all":
        without = {
            "name": "sRGB1+CVD", "cvd_type": vision, "severity": 100
        }  # fmt: skip
        rgb = np.clip(cspace_convert(rgb, without, "sRGB1"), 0, 1)
    return cspace_convert(rgb, "sRGB1", "CAM02-UCS")


def distances(colors, vision):
    return {
        (one, other): np.linalg.norm(seen(one, vision) - seen(other, vision))
        for one, other in combinations(colors, 2)
    }


def test_the_measures_are_those_of_the_standards():
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("#767676", "white") == pytest.approx(4.54, abs=0.01)
    red_green = distances(["#D06060", "#60A060"], "all")
    confused = distances(["#D06060", "#60A060"], "deuteranomaly")
    assert max(confused.values()) < min(red_green.values()) / 2


@pytest.mark.parametrize("vision", VISIONS)
def test_colours_of_lines_are_told_apart(vision, on):
    lines = [BLUE, ORANGE, GREEN, GREY, TRUTH, BLACK]
    for pair, distance in distances(map(on, lines), vision).items():
        assert distance > CLEARLY, (pair, distance)


@pytest.mark.parametrize("vision", VISIONS)
def test_bends_are_told_apart_from_what_they_lie_on(vision, on):
    for below in (TRUTH, *PALE.values()):
        assert (
            distances(map(on, [INK[GREEN], below]), vision).popitem()[1]
            > CLEARLY
        )


@pytest.mark.parametrize("vision", VISIONS)
def test_outcomes_on_the_map_are_told_apart(vision, on):
    for pair, distance in distances(
        map(on, MAP_COLORS.values()), vision
    ).items():
        assert distance > CLEARLY, (pair, distance)


def test_neighbouring_colours_of_the_map_differ_in_lightness(on):
    def lightness(color):
        rgb = np.array(to_rgb(on(color)))
        return (rgb**2.2) @ [0.2126, 0.7152, 0.0722]

    for one, other in combinations(MAP_COLORS, 2):
        if {one, other} != {"learned", "diverged"}:  # never side by side
            difference = lightness(MAP_COLORS[one]) - lightness(
                MAP_COLORS[other]
            )
            assert abs(difference) > 0.04, (one, other)


@pytest.mark.parametrize("vision", VISIONS)
def test_the_shades_of_the_parts_are_told_apart(vision, on):
    for pair, distance in distances(map(on, PALE.values()), vision).items():
        assert distance > 5, (pair, distance)  # side by side, and named


def test_letters_can_be_read_on_every_background(on):
    for ink in (*INK.values(), GREY):
        for background in BACKGROUNDS if ink != BLUE else [WHITE]:
            assert contrast(on(ink), on(background)) >= 4.5, (ink, background)


def test_lines_of_the_style_stand_out(on):
    with course_style():
        cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    assert len(cycle) >= 3
    for color in cycle:
        assert contrast(on(color), on(WHITE)) >= 3, color


@cache
def image_of(name):
    return getattr(sliders, name)().image


@pytest.mark.parametrize("name", sliders.__all__)
def test_what_a_live_figure_draws_stands_out(name, on):
    figure = image_of(name).picture.figure
    texts = [t for t in figure.findobj(Text) if t.get_text().strip()]
    lines = [line for axes in figure.axes for line in axes.lines]
    assert len(texts) > 10 and len(lines) >= 2
    for text in texts:
        word = text.get_text()
        behind = MAP_COLORS.get(word, WHITE)
        assert contrast(on(text.get_color()), on(behind)) >= 4.5, word
    for line in lines:
        assert contrast(on(line.get_color()), on(WHITE)) >= 3, line.get_label()


def test_dark_paper_is_dark_and_its_colours_stay_as_they_are():
    assert contrast(DARK_THEME[WHITE], "black") < 1.2
    assert not set(DARK) & set(map(to_hex, DARK.values()))


@pytest.mark.parametrize("name", sliders.__all__)
def test_every_colour_of_a_live_figure_has_its_own_in_the_dark(name):
    image = image_of(name)
    image._show_as(880, True)
    paper, drawn = image._paper, set()
    renderer = paper._renderer
    themed = renderer._themed

    def noting(color):
        if color is not None and len(color) == 4 and color[3]:
            drawn.add(to_hex(color))
        return themed(color)

    renderer._themed = noting
    with DRAWING:
        paper._bare = []
        for frames in paper._frames:
            frames.clear()
        paper.draw()
    assert len(drawn & set(DARK)) > 5
    assert drawn <= {*DARK, *map(to_hex, DARK.values())}


# One place

ROOT = Path(__file__).parents[2]
PALETTE = ROOT / "helpers" / "drawing" / "palette.py"
# Where matplotlib takes one letter for a colour, so that "k" is black.
COLOURED = re.compile(r"(.*color|mec|mfc|c)s?")
LETTERS = set("bgrcmykw")


def colours(source):
    """What of a Python source names a colour itself."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            # A page's own theme has the first word there.
            text = re.sub(r"var\(--jp-.*?\)", "", node.value)
            found |= set(re.findall("#[0-9A-Fa-f]{3,8}\\b", text))
            found |= {text.lower()} & set(CSS4_COLORS)
        named = []
        if isinstance(node, ast.Call):
            named = [(k.arg, k.value) for k in node.keywords]
            if getattr(node.func, "attr", "") == "plot":
                named += [("color", argument) for argument in node.args]
        if isinstance(node, ast.Dict):
            keys = [getattr(key, "value", None) for key in node.keys]
            named = zip(keys, node.values, strict=True)
        for name, value in named:
            text = getattr(value, "value", None)
            if COLOURED.fullmatch(str(name)) and isinstance(text, str):
                found |= set(text) & LETTERS if len(text) < 4 else set()
    return found


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("x = '#0072B2'", {"#0072B2"}),
        ("x = 'white'", {"white"}),
        ("plot(color='k')", {"k"}),
        ("axes.plot(x, y, 'kx')", {"k"}),
        ("look = {'mec': 'w'}", {"w"}),
        ("x = f'color: {x}; background: #fff'", {"#fff"}),
        ("axes.plot(x, y, 'o--', color=BLUE)", set()),
        ("x = 'var(--jp-border-color1, #bbb)'", set()),
        ("x = {'b': 'g', 'mode': 'w'}; y = '#1 of 3'", set()),
    ],
)
def test_a_colour_in_a_source_is_found(source, named):
    assert colours(source) == named


def test_colours_stand_in_the_palette_and_nowhere_else():
    assert len(colours(PALETTE.read_text("utf-8"))) > 20
    sources = [p for d in ("helpers", "tools") for p in (ROOT / d).rglob("*")]
    for path in sources:
        if path.suffix == ".py" and path != PALETTE:
            assert colours(path.read_text("utf-8")) == set(), path
        if path.suffix == ".mplstyle":
            style = mpl.rc_params_from_file(path, use_default_template=False)
            for name, value in style.items():
                assert "color" not in name or value == "none", (path, name)
