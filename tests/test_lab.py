"""The command that opens the course: learners work on their own copies."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from notebook_files import FOLDER

from helpers import lab

PAGES = sorted(FOLDER.glob("*.ipynb"))


def outputs(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [out for cell in cells for out in cell.get("outputs", ())]


def sources(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells]


@pytest.fixture
def page(tmp_path):
    """A page of a course that may change."""
    page = tmp_path / "course" / "01_a.ipynb"
    page.parent.mkdir()
    page.write_text(PAGES[0].read_text("utf-8"), "utf-8")
    return page


def change(page, text="# Another title"):
    notebook = json.loads(page.read_text("utf-8"))
    notebook["cells"][0]["source"] = [text]
    page.write_text(json.dumps(notebook), "utf-8")


def test_the_pages_of_a_checkout_are_those_beside_the_package():
    assert lab.pages() == PAGES


def test_every_page_is_copied_without_its_outputs(tmp_path):
    assert lab.make_copies(PAGES, tmp_path / "my") == []
    copies = sorted((tmp_path / "my").iterdir())
    assert [c.name for c in copies] == [p.name for p in PAGES]
    for page, copy in zip(PAGES, copies, strict=True):
        assert outputs(page) and not outputs(copy)
        assert sources(page) == sources(copy)


def test_a_copy_is_never_overwritten(page, tmp_path):
    my = tmp_path / "my"
    lab.make_copies([page], my)
    copy = my / page.name
    change(copy, "# mine")
    mine = copy.read_bytes()
    assert lab.make_copies([page], my) == []
    assert copy.read_bytes() == mine
    assert len(list(my.iterdir())) == 1


def test_a_new_version_is_laid_beside_it_once_and_said(page, tmp_path):
    my = tmp_path / "my"
    lab.make_copies([page], my)
    mine = (my / page.name).read_bytes()
    for count, name in enumerate(("01_a_new.ipynb", "01_a_new2.ipynb")):
        change(page, f"# Version {count}")
        (said,) = lab.make_copies([page], my)
        assert said.endswith(str(my / name))
        assert sources(my / name)[0] == f"# Version {count}"
        assert lab.make_copies([page], my) == []
        assert (my / page.name).read_bytes() == mine


def test_new_outputs_are_no_new_version(page, tmp_path):
    my = tmp_path / "my"
    lab.make_copies([page], my)
    page.write_text(
        page.read_text("utf-8").replace("image/png", "image/other"), "utf-8"
    )
    assert lab.make_copies([page], my) == []


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", '{"cells": 1}'])
def test_a_copy_that_is_broken_stays_and_gets_a_new_one_beside_it(
    page, tmp_path, text
):
    my = tmp_path / "my"
    my.mkdir()
    (my / page.name).write_text(text, "utf-8")
    (said,) = lab.make_copies([page], my)
    assert "as you left it" in said
    assert (my / page.name).read_text("utf-8") == text


def test_make_lab_calls_it():
    makefile = (FOLDER.parent / "Makefile").read_text("utf-8")
    (command,) = re.findall(r"^lab:.*\n\t(.+)$", makefile, re.MULTILINE)
    assert command == "$(BIN)/python -m helpers lab $(LAB)"


def test_an_unknown_command_gets_a_sentence():
    run = subprocess.run(
        [sys.executable, "-m", "helpers"], capture_output=True, text=True
    )
    assert run.returncode == 1 and run.stderr.startswith("Try: accuracy-zero")


def test_a_missing_jupyterlab_is_answered_with_a_sentence(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    assert "accuracy-zero[lab,keras]" in lab.main()
    assert not list(tmp_path.iterdir())


def test_it_says_where_the_first_page_is(tmp_path):
    """With its extension and its settings, in a folder of any name."""
    folder = tmp_path / "Übungen 课 1"
    folder.mkdir()
    log = folder / "log.txt"
    places = {
        f"JUPYTER_{name}_DIR": str(tmp_path / name)
        for name in ("CONFIG", "DATA", "RUNTIME")
    }
    with log.open("wb") as file:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "helpers", "lab", "--no-browser"),
                "--ServerApp.port_retries=50",
            ],
            cwd=folder,
            env=os.environ | places | {"PYTHONPATH": str(FOLDER.parent)},
            stdout=file,
            stderr=file,
        )
    address = re.compile(r"http://127\.0\.0\.1:\d+/lab/tree/my/(\S+)\?token=")
    try:
        deadline = time.monotonic() + 60
        found = None
        while not found and time.monotonic() < deadline:
            time.sleep(0.2)
            found = address.search(log.read_text("utf-8", "replace"))
        assert found, log.read_text("utf-8", "replace")
        assert found[1] == PAGES[0].name
        assert "helpers.server | extension was successfully loaded" in (
            log.read_text("utf-8", "replace")
        )
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert Path(folder, "my", PAGES[0].name).is_file()
