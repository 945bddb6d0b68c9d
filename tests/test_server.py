"""The server's extension that lets no message wait for another."""

import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler

from helpers import server


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


def test_make_lab_starts_with_it():
    makefile = Path(__file__).parents[1] / "Makefile"
    (command,) = re.findall(
        r"^lab:.*?\n\n", makefile.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert "--ServerApp.jpserver_extensions=helpers.server=True" in command


def test_jupyterlab_starts_with_it(lab):
    with urlopen(f"{lab.url}/api/status?token={lab.token}") as answer:
        assert answer.status == 200
    log = lab.log.read_text(encoding="utf-8")
    assert "helpers.server | extension was successfully loaded" in log
