"""The course where Colab's and Kaggle's packages are: `make places`."""

import json
import os
import secrets
import subprocess

import nbformat
import places
import pytest
from browser import RUNNING, Lab, free_port, stop, wait_until_ready
from notebook_files import NOTEBOOKS, code_cells, predictions, read
from save_notebooks import clean, execute

from helpers.exercises import REVEALS
from helpers.pages.shared.marking import GUESS, Several

pytestmark = pytest.mark.skipif(
    "PLACES" not in os.environ, reason="Takes many minutes: make places"
)
# Makes the copies of a learner, and all that is made once: fonts, loops.
COPY = """
from pathlib import Path
import sys
from helpers import lab, sliders
assert Path(lab.__file__).is_relative_to(sys.prefix)
lab.make_copies(lab.pages(), Path("my"))
sliders.question()
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    return places.build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session", params=places.PYTHONS)
def place(request, wheel):
    return places.install(request.param, wheel)


@pytest.fixture
def kernel(place, tmp_path, monkeypatch):
    """The place's Python for a kernel, without the helpers of the checkout."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    argv = [place.python, "-m", "ipykernel_launcher", "-f"]
    spec = {
        "argv": [*map(str, argv), "{connection_file}"],
        "display_name": "The place's Python",
        "language": "python",
    }
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    (folder / "kernel.json").write_text(json.dumps(spec), "utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    # What the debugger says of Python, not of us.
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")


@pytest.fixture
def folder(place, kernel, tmp_path):
    """The learner's copies, in a folder with a name of any kind."""
    folder = tmp_path / "Übungen 课 1"
    folder.mkdir()
    subprocess.run(
        [place.python, "-c", COPY],
        cwd=folder,
        env=places.environment(),
        check=True,
    )
    return folder / "my"


def test_pip_adds_the_course_and_replaces_nothing(place, wheel):
    version = wheel.name.split("-")[1]
    assert place.after == place.before | {"accuracy-zero": version}


def said(notebook):
    """What each cell prints, and the kind of each of its outputs."""
    return [
        [
            (output.output_type, output.get("name"), output.get("text"))
            for output in cell.outputs
            if "text/html" not in output.get("data", {})
        ]
        for cell in code_cells(notebook)
    ]


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_a_page_says_what_it_says_here(folder, page):
    notebook = nbformat.read(folder / f"{page}.ipynb", as_version=4)
    execute(notebook, folder)
    clean(notebook)
    assert said(notebook) == said(read(page))


# Jupyter Notebook 6, as Colab has it, with the widgets of ipywidgets 7.


@pytest.fixture
def notebook_6(place, folder, tmp_path):
    """A running server."""
    if "notebook" not in place.before:
        pytest.skip("This place has no Jupyter Notebook.")
    lab = Lab(
        url=f"http://127.0.0.1:{(port := free_port())}",
        token=secrets.token_hex(16),
        root=folder,
        log=tmp_path / "server.log",
    )
    homes = {
        f"JUPYTER_{name}_DIR": str(tmp_path / name)
        for name in ("CONFIG", "DATA", "RUNTIME")
    }
    with lab.log.open("wb") as log:
        server = subprocess.Popen(
            [
                *(place.python, "-m", "notebook", "--no-browser"),
                *("--ip=127.0.0.1", f"--port={port}", "--allow-root"),
                f"--NotebookApp.token={lab.token}",
            ],
            cwd=folder,
            env=places.environment() | homes,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until_ready(server, lab)
        yield lab
    finally:
        stop(server)


@pytest.fixture
def window(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


IS_OPEN = """() => window.Jupyter?.notebook?._fully_loaded
  && Jupyter.notebook.kernel?.is_connected()
  && Jupyter.notebook.kernel.widget_manager
  && !Jupyter.notebook.kernel_busy"""
HAS_RUN = """() => !Jupyter.notebook.kernel_busy
  && Jupyter.notebook.get_cells().every(cell => cell.cell_type !== "code"
    || typeof cell.input_prompt_number === "number")"""
ERRORS = """() => Jupyter.notebook.get_cells().flatMap(cell =>
  (cell.output_area?.outputs ?? []).filter(output =>
    output.output_type === "error" || output.name === "stderr"))"""

# Each figure has words beside it, for pages where it is still.
ARE_LIVE = """() => {
  const count = selector => document.querySelectorAll(selector).length;
  return count(".still-words")
    === count(".live-figure:has(img.live-picture[src])");
}"""


def picture_and_sentence(figure):
    image = figure.locator("img.live-picture").last
    line = figure.locator(".live-sentence").last
    return image.get_attribute("src"), line.inner_text()


def follows(window, figure, act):
    """Act, and wait for another picture; whether the sentence is another."""
    source, sentence = picture_and_sentence(figure)
    act()
    window.wait_for_function(
        "([image, old]) => image.src !== old",
        arg=[figure.locator("img.live-picture").last.element_handle(), source],
    )
    return picture_and_sentence(figure)[1] != sentence


def drag(window, slider):
    """Drag the handle with the mouse, to where it was not."""
    handle = slider.locator(".ui-slider-handle")
    handle.hover()  # scrolls to it
    track = slider.locator(".ui-slider").bounding_box()
    now = handle.bounding_box()["x"] - track["x"]
    share = 0.3 if now > track["width"] / 2 else 0.7
    window.mouse.down()
    window.mouse.move(
        track["x"] + share * track["width"],
        track["y"] + track["height"] / 2,
        steps=5,
    )
    window.mouse.up()


@pytest.fixture
def run_page(notebook_6, window):
    """Opens a page, and runs all of its cells."""

    def run(page):
        token = f"?token={notebook_6.token}"
        window.goto(f"{notebook_6.url}/notebooks/{page}.ipynb{token}")
        window.wait_for_function(IS_OPEN)
        window.wait_for_timeout(3000)  # it asks the kernel for old widgets
        window.evaluate("Jupyter.notebook.execute_all_cells()")
        window.wait_for_function(HAS_RUN, timeout=1000 * RUNNING)
        assert window.evaluate(ERRORS) == []
        window.wait_for_function(ARE_LIVE)

    return run


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_a_page_is_live_in_notebook_6(run_page, window, page):
    """Every slider by key and by mouse, and every prediction."""
    run_page(page)
    figures = window.locator(".live-figure").all()
    assert len(figures) == str(read(page)).count('class="still-words"')
    for figure in figures:
        changes = set()
        for slider in figure.locator(".widget-slider").all():
            handle = slider.locator(".ui-slider-handle")
            number = slider.locator(".widget-readout")
            before = number.inner_text()
            for act in (
                lambda handle=handle: handle.press("ArrowLeft"),
                lambda slider=slider: drag(window, slider),
            ):
                changes.add(follows(window, figure, act))
            assert number.inner_text() != before
            label = slider.locator(".widget-label").inner_text()
            assert handle.get_attribute("aria-label") == label
        assert True in changes
    assert window.locator(".still-words").locator("visible=true").count() == 0
    for question, options in predictions(read(page)):
        box = window.locator(".widget-vbox").filter(
            has=window.get_by_text(question, exact=True)
        )
        if isinstance(REVEALS[question], Several):
            box.get_by_label(options[0], exact=True).click()
            box.get_by_role("button", name=GUESS, exact=True).click()
        else:
            box.get_by_role("button", name=options[0], exact=True).click()
        said = REVEALS[question][options[0]].partition("*")[0][:40]
        box.get_by_text(said).wait_for()
