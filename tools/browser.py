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
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
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
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
)
BROWSER_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No address but this machine's leads anywhere.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)

# Seconds. Far more than is needed: only a failing test waits this long.
STARTING = 90
RUNNING = 300
REACTING = 30
LOOKING = 50  # milliseconds between two looks; one a frame is work for itself

# Runs in every kernel: notes which other machines Python code asks for.
LISTENER = """
import sys

sys.reached = []


def _listen(event, values):
    if event in ("socket.getaddrinfo", "socket.connect"):
        host = values[0] if event == "socket.getaddrinfo" else values[1]
        host = host[0] if isinstance(host, tuple) else host
        local = host is None or str(host) in ("", "localhost", "127.0.0.1")
        if not (local or str(host).startswith("/")):
            sys.reached.append(str(host))


sys.addaudithook(_listen)
"""

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
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "listener.py").write_text(LISTENER, encoding="utf-8")
    port = free_port()
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
        "--ServerApp.jpserver_extensions=helpers.server=True",  # as `make lab`
        "--LabApp.expose_app_in_browser=True",  # as window.jupyterapp
        "--JupyterNotebookApp.expose_app_in_browser=True",
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
        wait_until_ready(server, lab)
        yield lab
    finally:
        stop(server)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(server, lab):
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


def stop(server):
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


# Runs in the page. `jupyterapp` is JupyterLab itself; asking its model works
# wherever the page is scrolled to.
DRIVER = """
window.driver = {
  get panel() { return window.jupyterapp?.shell.currentWidget; },
  get kernel() { return this.panel?.sessionContext?.session?.kernel; },
  get cells() { return [...this.panel?.content?.model?.cells ?? []]; },

  opened(path) {
    const {panel, kernel} = this;
    return panel?.context?.path === path && panel.context.isReady
      && panel.content.widgets.length === panel.content.model.cells.length
      && kernel?.status === "idle";
  },

  // An exception in a widget's callback reaches no cell, only this signal.
  callbackErrors: [],
  listen() {
    this.panel.sessionContext.iopubMessage.connect((_, message) => {
      const {header, parent_header, content} = message;
      if (header.msg_type === "error"
          && parent_header.msg_type?.startsWith("comm_")) {
        this.callbackErrors.push(
          `widget callback: ${content.ename}: ${content.evalue}`);
      }
    });
  },

  errorsOf(cell) {
    return (cell.outputs?.toJSON() ?? []).filter(
      output => output.output_type === "error");
  },
  errors() {
    return this.cells.flatMap((cell, index) => this.errorsOf(cell).map(
      error => `cell ${index}: ${error.ename}: ${error.evalue}`
    )).concat(this.callbackErrors);
  },

  // Saved outputs and counts must not pass for new ones.
  clear(cells = this.cells) {
    for (const cell of cells) {
      if (cell.type === "code") cell.clearExecution();
    }
  },

  // All cells ran, or one failed: those after it will never run.
  finished() {
    const bar = document.getElementById("jp-main-statusbar");
    const code = this.cells.filter(cell => cell.type === "code"
      && cell.sharedModel.source.trim());
    const stopped = code.some(cell => this.errorsOf(cell).length
      && !cell.getMetadata("tags")?.includes("raises-exception"));
    return this.kernel?.status === "idle"
      && (!bar || bar.innerText.includes("Idle"))  // Notebook has none
      && (stopped || code.every(cell => cell.executionCount !== null));
  },
  unrun() {
    return this.cells.flatMap((cell, index) => cell.type === "code"
      && cell.sharedModel.source.trim() && cell.executionCount === null
      ? [index] : []);
  },

  startCell(index) {
    this.clear([this.cells[index]]);
    this.panel.content.activeCellIndex = index;
    window.jupyterapp.commands.execute("notebook:run-cell");
  },
  repeatCell() {
    const {commands} = window.jupyterapp;
    commands.execute("notebook:copy-cell")
      .then(() => commands.execute("notebook:paste-cell-below"))
      .then(() => commands.execute("notebook:run-cell"));
  },
  started(index) {
    return this.kernel.status === "busy"
      || this.cells[index].executionCount !== null;
  },
  startCode(code) {
    this.kernel.requestExecute({code, store_history: false});
  },

  async askKernel(expression) {
    const reply = await this.kernel.requestExecute({
      code: "", store_history: false, user_expressions: {asked: expression},
    }).done;
    const {status, data, ename, evalue} = reply.content.user_expressions.asked;
    return status === "ok" ? data["text/plain"] : `${ename}: ${evalue}`;
  },

  replaceSource(index, old, now) {
    const {sharedModel} = this.cells[index];
    sharedModel.setSource(sharedModel.source.replace(old, now));
  },
  lastText(index) {
    const {data, evalue} = this.cells[index].outputs.toJSON().at(-1);
    return data?.["text/plain"] ?? evalue;
  },

  async printed(code) {
    const future = this.kernel.requestExecute({code, store_history: false});
    let text = "";
    future.onIOPub = ({content}) => {
      text += content.text ?? content.evalue ?? "";
    };
    await future.done;
    return text.trim();
  },

  // A slider sends one message at a time and merges those that wait. The
  // first answer comes after the message under way, the second after the
  // merged rest.
  async settle() {
    await this.kernel.requestKernelInfo();
    await this.kernel.requestKernelInfo();
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const images = [...document.querySelectorAll("img.live-picture")]
      .filter(image => image.checkVisibility());
    await Promise.allSettled(images.map(image => image.decode()));
    return images.every(image => image.complete
      && image.hasAttribute("data-sharp"));
  },

  // How many pixels of the picture stand for one of the screen.
  sharpness(image) {
    return image.naturalWidth
      / image.getBoundingClientRect().width / devicePixelRatio;
  },

  // False when a newer picture overtook this one.
  decoded(image) {
    return image.decode().then(() => true, () => false);
  },

  // From the next key press until a new picture is decoded.
  watch(image) {
    let pressed = null;
    window.addEventListener("keydown", () => {
      pressed = performance.now();
    }, {capture: true, once: true});
    const latency = new Promise(resolve => {
      const observer = new MutationObserver(async () => {
        if (pressed === null || !await this.decoded(image)) return;
        observer.disconnect();
        resolve(performance.now() - pressed);
      });
      observer.observe(image, {attributeFilter: ["src"]});
    });
    return {latency};
  },

  async png(image) {
    if (!await this.decoded(image)) return null;
    const blob = await (await fetch(image.src)).blob();
    const reader = new FileReader();
    return new Promise((resolve, reject) => {
      reader.onload = () => resolve(reader.result.split(",")[1]);
      reader.onerror = reject;
      reader.readAsDataURL(blob);
    });
  },

  lastWords() {
    const texts = selector => [...document.querySelectorAll(selector)].map(
      element => element.innerText).filter(Boolean);
    return {
      "dialogs": texts(".jp-Dialog-content"),
      "status bar": texts("#jp-main-statusbar"),
      "sentences": texts(".jp-OutputArea [role=status]"),
      "errors": this.errors(),
    };
  },
};
"""


class LabPage:
    """A browser window with one notebook open in JupyterLab.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    lab : Lab
    width, height : int
        Of the window, in pixels.
    scale : float
        Pixels of the screen for each of them.

    Attributes
    ----------
    page : playwright.sync_api.Page
    name : str
        Of the open notebook, without its ending.
    console_errors : list of str
        What the page reported as an error, so far.
    foreign_requests : list of str
        What the page wanted from another address than the server's.
    """

    def __init__(self, browser, lab, width=1280, height=900, scale=1):
        self.lab = lab
        self.console_errors = []
        self.foreign_requests = []
        self._context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
        )
        self._context.set_default_timeout(1000 * REACTING)
        self._context.add_init_script(DRIVER)
        self.page = self._context.new_page()
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)
        self.page.on("websocket", self._on_request)
        self.page.on(
            "pageerror",
            lambda error: self.console_errors.append(
                error.stack or str(error)
            ),
        )

    def open(self, notebook):
        """Open a notebook of the server's folder, and wait for its kernel."""
        self._end_kernel()
        self.name = Path(notebook).stem
        with self.explaining(f"{notebook} did not open"):
            self.page.goto(self._address(notebook))
            self.wait_until("path => driver.opened(path)", notebook, STARTING)
            self.page.evaluate("driver.listen()")
        self.set_theme("JupyterLab Light")  # the server remembers the last

    def _address(self, notebook):
        workspace = secrets.token_hex(4)  # so that nothing else is open
        return (
            f"{self.lab.url}/lab/workspaces/{workspace}/tree/"
            f"{quote(notebook)}?token={self.lab.token}"
        )

    def close(self):
        """Close the window, and end the kernel."""
        self._end_kernel()
        self._context.close()

    def run_all(self, within=RUNNING):
        """Run all cells from the menu, and wait for the last.

        Parameters
        ----------
        within : float
            Deadline in seconds.

        Raises
        ------
        AssertionError
            When a cell failed and the cells after it never ran, or the
            deadline has passed.
        """
        self.page.evaluate("driver.clear()")
        with self.explaining("The cells did not all run"):
            for name in ("Run", "Run All Cells"):
                self.page.get_by_role(
                    "menuitem", name=name, exact=True
                ).click()
            self.wait_until("() => driver.finished()", within=within)
        unrun = self.page.evaluate("driver.unrun()")
        assert not unrun, f"Cells {unrun} did not run.\n{self.report()}"
        self.settle()

    def start_cell(self, source):
        """Start the cell that contains this text, and do not wait."""
        index = self._index(source)
        with self.explaining(f"Cell {index} did not start"):
            self.page.evaluate("index => driver.startCell(index)", index)
            self.wait_until("index => driver.started(index)", index)

    def save(self):
        """Save the notebook, and wait until it is."""
        with self.explaining("The notebook was not saved"):
            self.page.evaluate(
                "window.jupyterapp.commands.execute('docmanager:save')"
            )
            self.wait_until("() => !driver.panel.context.model.dirty")

    def active_cell(self):
        """The index of the cell that Shift + Enter runs."""
        return self.page.evaluate("driver.panel.content.activeCellIndex")

    def start_code(self, code):
        """Start code in the kernel without a cell, and do not wait."""
        self.page.evaluate("code => driver.startCode(code)", code)

    def ask_kernel(self, expression):
        """The value of a Python expression in the kernel, as text."""
        with self.explaining(f"The kernel did not evaluate {expression}"):
            return self.page.evaluate(
                "code => driver.askKernel(code)", expression
            )

    def settle(self, within=REACTING):
        """Wait until the kernel has done all that was asked of it so far.

        Its pictures are decoded then, and at rest. Its threads may still
        run.
        """
        with self.explaining("The kernel did not come to rest"):
            self.wait_until("() => driver.settle()", within=within)

    def figure(self, source):
        """The interactive figure of the cell that contains this text."""
        cell = self.page.locator(".jp-Notebook .jp-Cell").nth(
            self._index(source)
        )
        return LiveFigure(self, cell.locator(".jp-Cell-outputArea"))

    def live_figures(self):
        """All interactive figures of the page, in order."""
        roots = self.page.locator(".jp-Notebook .live-figure")
        return [LiveFigure(self, root) for root in roots.all()]

    def error_outputs(self):
        """Error outputs of cells, and exceptions of widget callbacks.

        Returns
        -------
        list of str
        """
        return self.page.evaluate("driver.errors()")

    def set_theme(self, theme):
        """Switch to a theme, such as "JupyterLab Dark"."""
        with self.explaining(f"The theme did not change to {theme}"):
            self.page.evaluate(
                "theme => window.jupyterapp.commands.execute("
                "'apputils:change-theme', {theme})",
                theme,
            )
            # JupyterLab's splash fades out after the change; a second change
            # within that time would remove it twice, which is an error.
            self.wait_until(
                "theme => document.body.dataset.jpThemeName === theme"
                " && !document.getElementById('jupyterlab-splash')",
                theme,
            )

    def show_files(self, shown):
        """Open or close the list of files at the left of the notebook."""
        self.page.evaluate(
            """shown => {
              const {shell} = window.jupyterapp;
              shown ? shell.expandLeft() : shell.collapseLeft();
            }""",
            shown,
        )

    def screenshot(self, name, element=None):
        """Save a picture for people, if SCREENSHOTS names a folder.

        Of the window, or of one locator in it.
        """
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            path = Path(folder) / f"{name}.png"
            (element or self.page).screenshot(path=path, animations="disabled")

    def wait_until(self, condition, argument=None, within=REACTING):
        """Wait for a JavaScript function to return something true.

        Returns
        -------
        object
            What it returned, or what its promise became.
        """
        deadline = time.monotonic() + within
        # Playwright takes a promise for true, whatever becomes of it.
        while not (
            value := self.page.wait_for_function(
                condition,
                arg=argument,
                polling=LOOKING,
                timeout=1000 * max(0.1, deadline - time.monotonic()),
            ).json_value()
        ):
            if time.monotonic() > deadline:
                raise PlaywrightError(f"Waited {within} s in vain.")
        return value

    @contextmanager
    def explaining(self, what):
        """Turn an error of the browser into a failure that says enough."""
        try:
            yield
        except PlaywrightError as error:
            raise AssertionError(
                f"{what}: {error.message}\n{self.report()}"
            ) from error

    def report(self):
        """What the page and the server said last, as text."""
        try:
            words = self.wait_until("() => driver.lastWords()", within=5)
        except PlaywrightError as error:
            words = {"page": f"does not answer ({error.message})"}
        words["console errors"] = self.console_errors
        lines = [f"  {name}: {value}" for name, value in words.items()]
        log = f"The server's log ends with\n{self.lab.log_tail()}"
        return "\n".join(["The page said last", *lines, log])

    def _index(self, source):
        sources = self.page.evaluate(
            "driver.cells.map(cell => cell.sharedModel.source)"
        )
        found = [at for at, text in enumerate(sources) if source in text]
        assert len(found) == 1, (
            f"Expected one cell that contains {source!r}, found {len(found)}."
        )
        return found[0]

    def _on_console(self, message):
        if message.type == "error":
            self.console_errors.append(
                f"{message.text} {message.location['url']}"
            )

    def _on_request(self, request):
        own = self.lab.url, self.lab.url.replace("http", "ws", 1)
        if not request.url.startswith((*own, "blob:", "data:")):
            self.foreign_requests.append(request.url)

    def _end_kernel(self):
        with suppress(PlaywrightError):
            self.wait_until(
                "async () => {"
                "  await window.driver?.panel?.sessionContext?.shutdown();"
                "  return true;"
                "}"
            )


class NotebookPage(LabPage):
    """The same in Jupyter Notebook 7, which is made of JupyterLab's parts.

    The server of JupyterLab serves it too, where it is installed.
    """

    def _address(self, notebook):
        return (
            f"{self.lab.url}/notebooks/{quote(notebook)}"
            f"?token={self.lab.token}"
        )


@contextmanager
def serve_files(folder):
    """Serve a folder as any web server does, on this machine only.

    Yields
    ------
    Lab
        Without a token and a log.
    """

    class Quiet(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=folder)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        yield Lab(url=url, token="", root=folder, log=Path(os.devnull))
    finally:
        server.shutdown()
        server.server_close()


class LitePage(LabPage):
    """The same in JupyterLite, within the site that `make site` writes."""

    def _address(self, notebook):
        return f"{self.lab.url}/run/lab/index.html?path={quote(notebook)}"

    def reload(self):
        """Load the page anew, as its reader would."""
        with self.explaining("The page did not open once more"):
            self.page.reload()
            notebook = f"{self.name}.ipynb"
            self.wait_until("path => driver.opened(path)", notebook, STARTING)
            self.page.evaluate("driver.listen()")

    def printed_by(self, code):
        """What Python code prints, and its error if it has one."""
        with self.explaining(f"The kernel did not run {code}"):
            return self.page.evaluate("code => driver.printed(code)", code)

    def answer(self, asked, answered):
        """Change a cell that contains `asked`, run it, and read its output.

        Returns
        -------
        str
            What it shows last, as text.
        """
        at = self._index(asked)
        with self.explaining(f"Cell {at} did not answer"):
            self.page.evaluate(
                "edit => driver.replaceSource(...edit)", [at, asked, answered]
            )
            self.page.evaluate("index => driver.startCell(index)", at)
            self.wait_until(
                "at => driver.cells[at].executionCount !== null", at
            )
            return self.page.evaluate("at => driver.lastText(at)", at)


class LiveFigure:
    """An interactive figure: sliders, buttons, a picture and a sentence.

    What is done to it returns when the kernel has answered.

    Parameters
    ----------
    lab_page : LabPage
    root : playwright.sync_api.Locator
        The output area of its cell.
    """

    def __init__(self, lab_page, root):
        self.root = root
        self.image = root.locator("img.live-picture").last  # no small map
        self.line = root.locator(".live-sentence[role=status]").last
        self._lab_page = lab_page

    def slider(self, label):
        """The locator of a slider, by the text of its label."""
        text = re.compile(rf"^\s*{re.escape(label)}\s*$")
        page = self.root.page
        return self.root.locator(".widget-slider").filter(
            has=page.locator(".widget-label", has_text=text)
        )

    def handle(self, label):
        """The locator of a slider's handle."""
        return self.slider(label).locator(".noUi-handle")

    def press(self, label, key, times=1):
        """Press a key, such as "ArrowRight", on the handle of a slider."""
        with self._lab_page.explaining(f"{key} on {label} did not work"):
            for _ in range(times):
                self.handle(label).press(key)
        self._lab_page.settle()

    def drag(self, label, fraction, steps=8):
        """Drag a handle with the mouse to a fraction of the slider."""
        mouse = self.root.page.mouse
        with self._lab_page.explaining(f"{label} could not be dragged"):
            self.handle(label).hover()  # scrolls to it, and it lies still
            track = self.slider(label).locator(".noUi-base").bounding_box()
            mouse.down()
            mouse.move(
                track["x"] + fraction * track["width"],
                track["y"] + track["height"] / 2,
                steps=steps,
            )
            mouse.up()
        self._lab_page.settle()

    def click(self, button):
        """Click the button with this text."""
        text = re.compile(rf"^\s*{re.escape(button)}\s*$")
        with self._lab_page.explaining(f"{button!r} could not be clicked"):
            self.root.locator("button", has_text=text).click()
        self._lab_page.settle()

    def tick(self, label):
        """Change a checkbox with this text."""
        with self._lab_page.explaining(f"{label!r} could not be ticked"):
            self.root.get_by_label(label, exact=True).click()
        self._lab_page.settle()

    def choose(self, label, option):
        """Choose an option, by its text, of the list with this label."""
        with self._lab_page.explaining(f"{option!r} could not be chosen"):
            self.root.get_by_label(label, exact=True).select_option(
                label=option
            )
        self._lab_page.settle()

    def type(self, label, number):
        """Type a number into the field with this label."""
        with self._lab_page.explaining(f"{number} could not be typed"):
            field = self.root.get_by_label(label, exact=True)
            field.fill(str(number))
            field.press("Tab")
        self._lab_page.settle()

    def controls(self):
        """The labels of all controls that can be used now, by kind.

        Returns
        -------
        dict of str to list of str
            For "slider", "button", "box", "list" and "number".
        """
        with self._lab_page.explaining("The controls were not found"):
            return self.root.evaluate(
                """root => Object.fromEntries(Object.entries({
                  slider: ".widget-slider .widget-label",
                  button: "button:enabled",
                  box: ".widget-checkbox .widget-label-basic",
                  list: ".widget-dropdown:has(select:enabled) label",
                  number: "input[type=number]",
                }).map(([kind, selector]) => [kind,
                  [...root.querySelectorAll(selector)]
                    .filter(element => element.checkVisibility())
                    .map(element =>
                      (element.labels?.[0] ?? element).innerText.trim())]))"""
            )

    def buttons(self):
        """The texts of all buttons that can be clicked now."""
        return self.controls()["button"]

    def options(self, label):
        """The texts of all options of the list with this label."""
        options = self.root.get_by_label(label, exact=True).locator("option")
        return options.all_inner_texts()

    def wait_until_consistent(self, after):
        """Wait until the picture is that of the sentence.

        Parameters
        ----------
        after : str
            What was done, for the message of a failure.
        """
        deadline = time.monotonic() + REACTING
        while True:  # a thread may exchange both at any time
            said = [self.sentence(), self.description(), self.sentence()]
            said = [text.replace("\n\n", "\n") for text in said]
            if len(set(said)) == 1:
                return
            assert time.monotonic() < deadline, (
                f"The picture is not that of the sentence: {said} after\n"
                f"{after}"
            )

    def sentence(self):
        """The line of text below the picture."""
        with self._lab_page.explaining("There is no sentence"):
            return self.line.inner_text()

    def readout(self, label):
        """The number that a slider shows, as text."""
        with self._lab_page.explaining(f"{label} shows no number"):
            return self.slider(label).locator(".widget-readout").inner_text()

    def source(self):
        """The address of the picture, a new one for every picture."""
        with self._lab_page.explaining("There is no picture"):
            return self.image.get_attribute("src")

    def pixels(self):
        """The picture.

        Returns
        -------
        ndarray of uint8, shape (height, width, 4)
            RGBA.
        """
        return np.asarray(self._picture().convert("RGBA"))

    def sharpness(self):
        """How many pixels of the picture stand for one of the screen."""
        return self.image.evaluate("image => driver.sharpness(image)")

    def paper_around(self):
        """The colour behind the picture, as CSS has it."""
        return self.image.evaluate(
            """image => {
              const color = e => getComputedStyle(e).backgroundColor;
              let at = image;
              while (color(at) === "rgba(0, 0, 0, 0)") at = at.parentElement;
              return color(at);
            }"""
        )

    def description(self):
        """What the picture says of itself, without its pixels."""
        return self._picture().text["Description"]

    def _picture(self):
        with self._lab_page.explaining("There is no picture"):
            data = self._lab_page.wait_until(
                "image => driver.png(image)", self.image.element_handle()
            )
        return Image.open(io.BytesIO(base64.b64decode(data)))

    def wait_for_change(self, old, within=REACTING):
        """Wait for another picture than that of the source `old`."""
        with self._lab_page.explaining("The picture stayed the same"):
            self._lab_page.wait_until(
                "([image, old]) => image.src !== old && driver.decoded(image)",
                [self.image.element_handle(), old],
                within,
            )

    def wait_for_text(self, text, within=REACTING):
        """Wait until the figure says this, for work that threads do."""
        with self._lab_page.explaining(f"The figure did not say {text!r}"):
            self.root.get_by_text(text).first.wait_for(timeout=1000 * within)

    def measure_latency(self, label, key, moves, within=REACTING):
        """Measure how long a key press takes to show.

        One move at a time; the next waits until the kernel is at rest.

        Parameters
        ----------
        label : str
        key : str
            Such as "ArrowRight".
        moves : int
        within : float
            Deadline of one move in seconds.

        Returns
        -------
        list of float
            From each key press until the new picture was decoded in the
            page, in milliseconds.

        Raises
        ------
        AssertionError
            When a move brings no new picture in time.
        """
        self._lab_page.settle()
        return [
            self._latency(label, key, f"{move} of {moves}", within)
            for move in range(1, moves + 1)
        ]

    def _latency(self, label, key, move, within):
        at = self.readout(label)
        with self._lab_page.explaining(
            f"Move {move}, {key} on {label} at {at}, brought no new picture "
            f"within {within} s (is the slider at its end?)"
        ):
            handle = self.handle(label)
            handle.focus()
            watch = self.image.evaluate_handle("image => driver.watch(image)")
            handle.press(key)
            latency = self._lab_page.wait_until(
                "watch => watch.latency", watch, within
            )
        self._lab_page.settle()
        return latency
