"""The server's extension that lets no message wait for another."""

import copy
import json
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from browser import LabPage
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from helpers import server
from helpers.drawing.live_text import LIVE


def test_a_web_socket_of_a_kernel_opens_without_delays(monkeypatch):
    done = []

    async def open_as_usual(self, kernel_id):
        done.append(kernel_id)

    monkeypatch.setattr(KernelWebsocketHandler, "open", open_as_usual)
    handler = object.__new__(server.PromptWebsocketHandler)
    handler.set_nodelay = done.append
    with pytest.raises(StopIteration):  # it ends, and awaits nothing else
        handler.open("a kernel").send(None)
    assert done == [True, "a kernel"]


def test_it_stands_in_for_the_handler_of_kernels_only():
    ((pattern, handler),) = server.prompt_handlers()
    assert pattern.startswith("/api/kernels/")
    assert pattern.endswith("/channels")
    assert handler is server.PromptWebsocketHandler


def test_jupyterlab_starts_with_it(lab):
    with urlopen(f"{lab.url}/api/status?token={lab.token}") as answer:
        assert answer.status == 200
    log = lab.log.read_text(encoding="utf-8")
    assert "helpers.server | extension was successfully loaded" in log


def test_every_server_of_the_environment_starts_with_it():
    """The file that switches it on is installed with the course."""
    config = Path(sys.prefix, "etc/jupyter/jupyter_server_config.d")
    (file,) = config.glob("accuracy_zero.json")
    extensions = json.loads(file.read_text("utf-8"))["ServerApp"]
    assert extensions == {"jpserver_extensions": {"helpers.server": True}}


def output(data, metadata):
    return {
        "output_type": "display_data",
        "data": {server.VIEW: {"model_id": "1"}} | data,
        "metadata": metadata,
    }


def saved(*outputs):
    cells = [
        {"cell_type": "markdown", "source": "words"},
        {"cell_type": "code", "outputs": list(outputs)},
    ]
    model = {"type": "notebook", "content": {"cells": cells}}
    server.without_views(model=model, path="a.ipynb", contents_manager=None)
    return model["content"]["cells"][1]["outputs"]


def test_what_is_saved_of_a_live_output_is_without_its_view():
    data = {"image/png": "0", "text/plain": "It learns."}
    (picture,) = saved(output(data, LIVE))
    assert picture["data"] == data


def test_widgets_of_others_are_saved_as_they_are():
    theirs = output({"text/plain": "IntSlider()"}, {})
    assert saved(copy.deepcopy(theirs)) == [theirs]


@pytest.mark.parametrize(
    "model",
    [
        {"type": "file", "content": "text"},
        {"type": "notebook"},
        {"type": "notebook", "content": {}},
    ],
)
def test_other_files_are_left_alone(model):
    before = copy.deepcopy(model)
    server.without_views(model=model)
    assert model == before


def test_after_a_restart_and_the_next_day_a_page_says_what_to_do(browser, lab):
    """Its kernel is gone; then it is saved, closed, and opened without one."""
    page = LabPage(browser, lab)
    try:
        page.open("01_the_question.ipynb")
        page.start_cell("sliders.question()")
        page.page.locator("img.live-picture").wait_for()
        page.settle()
        page.page.evaluate("driver.kernel.restart()")
        figure = page.figure("sliders.question()").root
        figure.locator(".kernel-gone").wait_for()
        assert figure.locator(".kernel-gone").count() == 1
        assert "Run All Above" in figure.inner_text()
        page.screenshot("kernel_gone", figure)
        page.save()
        page.open("01_the_question.ipynb")
        text = page.page.locator(".jp-Notebook").inner_text()
        assert "Error displaying widget" not in text
        assert text.count("run this cell (Shift + Enter)") >= 3
        figure = page.figure("sliders.question()").root
        assert figure.locator("img").count() == 1
        assert figure.locator(".still-words").is_visible()
        assert "learning rate 0.01" in figure.inner_text()
        page.screenshot("next_day", figure)
        page.run_all()
        assert page.page.locator(".kernel-gone").count() == 0
        figure = page.figure("sliders.question()")
        assert figure.sentence()
        assert not figure.root.locator(".still-words").is_visible()
    finally:
        page.close()
