"""What a slider move takes, from the key press to the new picture."""

import ast
import tempfile
from pathlib import Path

import nbformat
import numpy as np
from browser import (
    BROWSER_ARGS,
    LabPage,
    find_browser,
    serve_notebooks,
)
from playwright.sync_api import sync_playwright

from bench.measuring import Row, rows

TOOLS = str(Path(__file__).parents[1])

LIVE, FLOOR = "01's live figure", "its pictures, prepared: the floor"
THERE_AND_BACK = 40  # moves

# On one page. What is measured: (source of its cell, moves before, moves).
CELLS = {
    LIVE: ("stopwatch.timed(sliders.question())", 3, 40),
    FLOOR: ("obvious.prepared(sliders.question())", THERE_AND_BACK, 40),
    "06's playground": ("stopwatch.timed(sliders.playground())", 3, 40),
    "interact, engine, new figure": ("obvious.with_engine()", 3, 20),
    "interact, Keras, new figure": ("obvious.with_keras()", 3, 8),
}
SLIDER = "learning rate"

# When a key was pressed, the next picture came, and it was decoded: in
# milliseconds since 1970, so that the kernel's clock can be compared.
WATCH = """root => {
  const now = () => performance.timeOrigin + performance.now();
  const shown = () => [...root.querySelectorAll("img")].at(-1);
  const first = shown();
  const source = first?.src;
  let pressed = null;
  addEventListener("keydown", () => { pressed = now(); },
                   {capture: true, once: true});
  const times = new Promise(resolve => {
    const observer = new MutationObserver(async () => {
      const image = shown();
      if (!image || (image === first && image.src === source)) return;
      const came = now();
      observer.disconnect();
      await image.decode();
      resolve([pressed, came, now()]);
    });
    observer.observe(
      root, {subtree: true, childList: true, attributeFilter: ["src"]});
  });
  return {times};
}"""

# The steps of a live figure's move: from one moment to the next.
STEPS = {
    "page → kernel": ("pressed", "asked"),
    "settings": ("asked", "trains"),
    "training": ("trains", "trained"),
    "words, artists": ("trained", "moved"),
    "drawing": ("moved", "drawn"),
    "encoding": ("drawn", "encoded"),
    "sending": ("encoded", "sent"),
    "kernel → page": ("sent", "came"),
    "decoding": ("came", "decoded"),
}


def moves():
    """Sections of the table, and the budgets of the live figures.

    Returns
    -------
    sections : list of (title, list of Row)
    budgets : dict of str to (dict of step to ndarray of seconds)
    """
    program = find_browser()
    if program is None:
        raise SystemExit(
            "No Chrome, Chromium or Edge was found to measure slider moves "
            "in. Install one, or set BROWSER_PATH to its program."
        )
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python"}}
    )
    sources = [
        f"import sys\nsys.path.insert(0, {TOOLS!r})\n"
        "from bench import obvious, stopwatch\nfrom helpers import sliders",
        *(source for source, *_ in CELLS.values()),
    ]
    notebook.cells = [nbformat.v4.new_code_cell(s) for s in sources]
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as pages,
        sync_playwright() as playwright,
    ):
        nbformat.write(notebook, Path(pages, "bench.ipynb"))
        browser = playwright.chromium.launch(
            executable_path=program, args=list(BROWSER_ARGS)
        )
        with serve_notebooks(Path(pages), Path(folder)) as lab:
            page = LabPage(browser, lab)
            page.open("bench.ipynb")
            page.run_all()
            measured = _in_turns(page)
            assert page.error_outputs() == []
            page.close()
        browser.close()
    totals = {
        name: np.array([m["decoded"] - m["pressed"] for m in its_moves])
        for name, its_moves in measured.items()
    }
    budgets = {
        name: {
            step: np.array([m[end] - m[begin] for m in its_moves])
            for step, (begin, end) in STEPS.items()
        }
        for name, its_moves in measured.items()
        if "asked" in its_moves[0]
    }
    median = np.median(totals[LIVE])
    sections = [
        (
            "A slider move in the browser: key press → new picture decoded",
            [
                Row(name, t, "s", t / median, "times 01's live figure")
                for name, t in totals.items()
            ],
        ),
        (
            "The least: a kernel that swaps prepared pictures of that size",
            rows({name: totals[name] for name in (FLOOR, LIVE)}, "times that"),
        ),
    ]
    for name, budget in budgets.items():
        whole = np.median(totals[name])
        sections.append(
            (
                f"Where it goes: {name}",
                [
                    Row(step, t, "s", t / whole, "of the whole")
                    for step, t in budget.items()
                ],
            )
        )
    return sections, budgets


def _in_turns(page):
    """The moments of each move of each figure, in seconds since 1970."""
    measured = {name: [] for name in CELLS}
    for turn in range(max(before + of for _, before, of in CELLS.values())):
        for name, (source, before, of) in CELLS.items():
            if turn < before + of:
                moments = _move(page, source, turn)
                if turn >= before:
                    measured[name].append(moments)
    return measured


def _move(page, source, turn):
    figure = page.figure(source)
    handle = figure.handle(SLIDER)
    handle.focus()  # scrolls to it
    page.settle()
    count = len(_noted(page))
    watch = figure.root.evaluate_handle(WATCH)
    # There and back again, through the decades just below 0.01.
    there = turn % THERE_AND_BACK < THERE_AND_BACK // 2
    handle.press("ArrowLeft" if there else "ArrowRight")
    here = page.wait_until("watch => watch.times", watch, 60)
    page.settle()
    moments = dict(
        zip(("pressed", "came", "decoded"), np.array(here) / 1000, strict=True)
    )
    noted = _noted(page)[count:]
    return moments | (noted[0] if noted else {})


def _noted(page):
    return ast.literal_eval(page.ask_kernel("stopwatch.MOVES"))
