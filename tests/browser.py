"""Drive a real JupyterLab in an installed browser.

`serve_notebooks` starts the server, `LabPage` is one notebook open in it and
`LiveFigure` one interactive figure of that notebook. Every wait ends at a
deadline, and a missed one says what the page and the server said last.
"""

import base64
import io
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

import numpy as np
from PIL import Image
from playwright.sync_api import Error as PlaywrightError

BROWSERS = (
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
BROWSER_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Seconds. Far more than is needed: only a failing test waits this long.
STARTING = 90
RUNNING = 300
REACTING = 30

# What a learner would have, minus what reaches for the internet, saves by
# itself, or takes cells that are out of view off the page.
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": True,
        "fetchNews": "false",
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}


def find_browser():
    """Find an installed Chrome, Chromium or Edge.

    Returns
    -------
    str or None
        The program: the one that the environment variable BROWSER_PATH
        names if it is set, else the first that is found.
    """
    chosen = os.environ.get("BROWSER_PATH")
    names = (chosen,) if chosen else BROWSERS
    return next(filter(None, map(shutil.which, names)), None)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its folder and its log."""

    url: str
    token: str
    root: Path
    log: Path

    def log_tail(self, lines=20):
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


@contextmanager
def serve_notebooks(notebooks, folder):
    """Serve copies of notebooks with JupyterLab, on this machine only.

    Nothing outside `folder` is written, and no setting of the user is read.

    Parameters
    ----------
    notebooks : Path
        The folder of the notebooks.
    folder : Path
        An empty folder, for the copies, settings and logs.

    Yields
    ------
    Lab

    Raises
    ------
    AssertionError
        When the server ends, or does not answer in time.
    """
    root, config = folder / "root", folder / "config"
    shutil.copytree(
        notebooks,
        root,
        ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
    )
    (config / "labconfig").mkdir(parents=True)
    (config / "labconfig" / "default_setting_overrides.json").write_text(
        json.dumps(SETTINGS), encoding="utf-8"
    )
    port = _free_port()
    lab = Lab(
        url=f"http://127.0.0.1:{port}",
        token=secrets.token_hex(16),
        root=root,
        log=folder / "server.log",
    )
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser"),
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.allow_root=True",
        "--LabApp.expose_app_in_browser=True",  # as window.jupyterapp
        "--LabApp.extension_manager=readonly",  # the other one asks PyPI
    ]
    places = {
        "JUPYTER_CONFIG_DIR": config,
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_TOKEN": lab.token,
    }
    environment = os.environ | {key: str(at) for key, at in places.items()}
    environment.pop("JUPYTER_PATH", None)
    with lab.log.open("wb") as log:
        server = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_until_ready(server, lab)
        yield lab
    finally:
        _stop(server)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(server, lab):
    status = f"{lab.url}/api/status?token={lab.token}"
    opener = build_opener(ProxyHandler({}))  # no proxy knows this machine
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise AssertionError(
                f"JupyterLab ended with code {server.returncode} while it "
                f"started. Its log ends with\n{lab.log_tail()}"
            )
        try:
            with opener.open(status, timeout=5):
                return
        except OSError:  # which every refused or late answer is
            time.sleep(0.05)
    raise AssertionError(
        f"JupyterLab did not answer within {STARTING} s. Its log ends with\n"
        f"{lab.log_tail()}"
    )


def _stop(server):
    """Ask the server to end, which ends its kernels, then insist."""
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(timeout=15)
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(server.pid, signal.SIGKILL)
        else:  # Windows
            server.kill()
    server.wait(timeout=15)


PANEL = "window.jupyterapp?.shell.currentWidget"

# The page's own view of the notebook. `jupyterapp` is JupyterLab itself.
OPENED = f"""path => {{
  const panel = {PANEL};
  return panel?.context?.path === path && panel.context.isReady
    && panel.content.widgets.length === panel.content.model.cells.length
    && panel.sessionContext.session?.kernel?.status === "idle";
}}"""

# An exception in a widget's callback reaches no cell, only the log console.
LISTEN = f"""() => {{
  window.callbackErrors = [];
  {PANEL}.sessionContext.iopubMessage.connect((_, message) => {{
    if (message.header.msg_type === "error"
        && message.parent_header.msg_type?.startsWith("comm_")) {{
      const {{ename, evalue}} = message.content;
      window.callbackErrors.push(`widget callback: ${{ename}}: ${{evalue}}`);
    }}
  }});
}}"""

# Saved outputs and counts must not pass for new ones.
CLEAR = f"""() => {{
  for (const cell of {PANEL}.content.model.cells) {{
    if (cell.type === "code") cell.clearExecution();
  }}
}}"""

# How many cells still have to run, or 0 when one has failed: the ones after
# it never run.
LEFT = f"""() => {{
  const panel = {PANEL};
  const cells = [...panel.content.model.cells].filter(
    cell => cell.type === "code" && cell.sharedModel.source.trim());
  const idle = panel.sessionContext.session?.kernel?.status === "idle"
    && /\\bIdle\\b/.test(
      document.getElementById("jp-main-statusbar").innerText);
  const fails = cell => cell.outputs.toJSON().some(
    output => output.output_type === "error");
  const allowed = cell =>
    (cell.getMetadata("tags") ?? []).includes("raises-exception");
  const stopped = cells.some(cell => fails(cell) && !allowed(cell));
  const left = cells.filter(cell => cell.executionCount === null).length;
  return idle && (stopped || left === 0);
}}"""

ERRORS = f"""() => {{
  const errors = [];
  const cells = {PANEL}?.content?.model?.cells ?? [];
  [...cells].forEach((cell, index) => {{
    for (const output of cell.outputs?.toJSON() ?? []) {{
      if (output.output_type === "error") errors.push(
        `cell ${{index}}: ${{output.ename}}: ${{output.evalue}}`);
    }}
  }});
  return errors.concat(window.callbackErrors ?? []);
}}"""
