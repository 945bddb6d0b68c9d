"""Run the class's hub for as long as it is needed: for tests, and its load."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import psutil
from browser import free_port, stop

ROOT = Path(__file__).parents[1]
CONFIG = ROOT / "classroom" / "jupyterhub_config.py"
STARTING = 90  # s


@dataclass
class Hub:
    """A running hub: its address, its folder, its log and its process."""

    url: str
    folder: Path
    log: Path
    command: list
    environment: dict
    process: subprocess.Popen | None = None

    def start(self):
        """Start it, or start it anew, and wait until it answers."""
        with self.log.open("ab") as file:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.log.parent,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        _wait(self)

    def log_tail(self, lines=20):
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


def find_proxy():
    """Find configurable-http-proxy, as `make class` installs it or elsewhere.

    Returns
    -------
    str or None
    """
    name = "configurable-http-proxy"
    mine = ROOT / "build" / "hub" / "node_modules" / ".bin"
    return shutil.which(name, path=str(mine)) or shutil.which(name)


def three_ports():
    """A free port whose next two are free as well."""
    while True:
        port = free_port()
        try:
            for other in (port + 1, port + 2):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", other))
        except OSError:
            continue
        return port


@contextmanager
def serve_class(folder, *options, config=CONFIG):
    """Serve the class's hub, on this machine only.

    Parameters
    ----------
    folder : Path
        For homes, state and the log.
    *options : str
        For the hub.
    config : Path

    Yields
    ------
    Hub

    Raises
    ------
    AssertionError
        When it ends, or does not answer in time.
    """
    port = three_ports()
    folder.mkdir(parents=True, exist_ok=True)
    hub = Hub(
        url=f"http://127.0.0.1:{port}",
        folder=folder / "class",
        log=folder / "hub.log",
        command=[
            *(sys.executable, "-m", "jupyterhub", f"--config={config}"),
            *options,
        ],
        environment=os.environ
        | {
            "CLASS_FOLDER": str(folder / "class"),
            "CLASS_PORT": str(port),
            "CLASS_PROXY": find_proxy() or "",
            "PYTHONPATH": str(ROOT),
        },
    )
    try:
        hub.start()
        yield hub
    finally:
        if hub.process is not None:
            servers = _children(hub.process.pid)
            stop(hub.process)
            for process in servers:  # which it did not end in time
                with suppress(psutil.NoSuchProcess):
                    process.kill()


def _children(process):
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(process).children(recursive=True)
    return []


def _wait(hub):
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        if hub.process.poll() is not None:
            raise AssertionError(f"The hub ended.\n{hub.log_tail()}")
        try:
            with opener.open(f"{hub.url}/hub/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The hub did not answer.\n{hub.log_tail()}")
