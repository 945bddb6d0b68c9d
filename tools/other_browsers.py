"""Firefox and WebKit, as a system has them installed.

Each does three things: go to an address, run JavaScript, and act as a mouse
or keyboard does, in the words of W3C's WebDriver. `OtherPage` is one notebook
open in such a browser; its methods are named like those of `LabPage`.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

from browser import DRIVER, REACTING, RUNNING, STARTING, LabPage, free_port
from browser import stop as end
from websocket import WebSocketTimeoutException, create_connection

WIDTH, HEIGHT = 1280, 900
KEYS = {"Shift": "\ue008", "Enter": "\ue007", "ArrowLeft": "\ue012"}

# A browser's own services would reach for the internet.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 0,
    "services.settings.server": "data:,",
}

CONSOLE = """
window.consoleErrors = [];
const {error} = console;
console.error = (...said) => {
  consoleErrors.push(said.map(String).join(" "));
  error.apply(console, said);
};
addEventListener("error", event => {
  // A notice, and no error: the rest is observed in the next frame.
  if (event.message?.startsWith("ResizeObserver loop")) return;
  consoleErrors.push(
    `${event.message ?? "not loaded"} ${event.filename ?? event.target.src}`);
}, true);
addEventListener("unhandledrejection", event => consoleErrors.push(
  `${event.reason?.stack ?? event.reason}`));
"""

# Whatever comes out, as text.
ANSWER = """(async () => {
  try {
    return JSON.stringify({value: await (%s) ?? null});
  } catch (error) {
    return JSON.stringify({error: `${error} ${error.stack}`});
  }
})()"""


class Firefox:
    """Firefox without a window, over WebDriver BiDi."""

    name, packages = "Firefox", "firefox-esr"

    @staticmethod
    def find():
        """The program, or None."""
        return shutil.which("firefox-esr") or shutil.which("firefox")

    def __enter__(self):
        self._profile = tempfile.TemporaryDirectory()
        Path(self._profile.name, "user.js").write_text(
            "".join(
                f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                for name, value in PREFERENCES.items()
            )
        )
        port = free_port()
        there = ["--remote-debugging-port", str(port)]
        there += ["--profile", self._profile.name]
        self._process = _start([self.find(), "--headless", *there])
        self._socket = _retry(
            lambda: create_connection(
                f"ws://127.0.0.1:{port}/session",
                timeout=RUNNING,
                suppress_origin=True,  # an origin is refused
                http_no_proxy=["127.0.0.1"],
            )
        )
        self._sent = 0
        self._send("session.new", capabilities={})
        # The first tab is Firefox's own; this one has the keyboard's focus.
        self._window = self._send("browsingContext.create", type="tab")
        self._send(
            "browsingContext.setViewport",
            viewport={"width": WIDTH, "height": HEIGHT},
            **self._window,
        )
        return self

    def __exit__(self, *_):
        self._socket.close()
        end(self._process)
        self._profile.cleanup()

    def go_to(self, url):
        self._send(
            "browsingContext.navigate",
            url=url,
            wait="interactive",
            **self._window,
        )

    def run(self, promise):
        """What a promise of a text becomes."""
        answer = self._send(
            "script.evaluate",
            expression=promise,
            awaitPromise=True,
            target=self._window,
        )
        return answer["result"]["value"]

    def act(self, actions):
        self._send("input.performActions", actions=actions, **self._window)

    def _send(self, method, **params):
        self._sent += 1
        message = {"id": self._sent, "method": method, "params": params}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._sent:  # else an event
                assert answer["type"] == "success", answer
                return answer["result"]


class WebKit:
    """WebKitGTK's small browser on a screen in memory, over WebDriver."""

    name, packages = "WebKit", "webkit2gtk-driver xvfb"

    @staticmethod
    def find():
        """The small browser, or None."""
        programs = Path("/usr/lib").glob("**/webkit*gtk-*/MiniBrowser")
        needed = map(shutil.which, ("WebKitWebDriver", "Xvfb"))
        return next(map(str, programs), None) if all(needed) else None

    def __enter__(self):
        screen = ["-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"]
        self._screen = _start(
            ["Xvfb", "-displayfd", "1", *screen], stdout=subprocess.PIPE
        )
        display = f":{self._screen.stdout.readline().decode().strip()}"
        port = free_port()
        self._driver = _start(
            ["WebKitWebDriver", f"--port={port}"],
            env=os.environ | {"DISPLAY": display, "no_proxy": "127.0.0.1"},
        )
        self._url = f"http://127.0.0.1:{port}"
        _retry(lambda: self._send("GET", "/status"))
        options = {"binary": self.find(), "args": ["--automation"]}
        wanted = {
            "webkitgtk:browserOptions": options,
            "timeouts": {"script": 1000 * RUNNING},
        }
        session = self._send(
            "POST", "/session", capabilities={"alwaysMatch": wanted}
        )
        self._url += f"/session/{session['sessionId']}"
        window = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}
        self._send("POST", "/window/rect", **window)
        return self

    def __exit__(self, *_):
        self._send("DELETE", "")
        end(self._driver)
        end(self._screen)

    def go_to(self, url):
        self._send("POST", "/url", url=url)

    def run(self, promise):
        """What a promise of a text becomes."""
        script = f"{promise}.then(arguments[0])"
        return self._send("POST", "/execute/async", script=script, args=[])

    def act(self, actions):
        self._send("POST", "/actions", actions=actions)

    def _send(self, method, path, **body):
        request = Request(
            self._url + path,
            method=method,
            data=json.dumps(body).encode() if method == "POST" else None,
        )
        opener = build_opener(ProxyHandler({}))
        with opener.open(request, timeout=RUNNING) as answer:
            return json.load(answer)["value"]


class OtherPage:
    """A window of another browser with one notebook open in JupyterLab.

    Parameters
    ----------
    browser : Firefox or WebKit
    lab : Lab
    """

    _address = LabPage._address

    def __init__(self, browser, lab):
        self.browser = browser
        self.lab = lab

    def open(self, notebook):
        """Open a notebook of the server's folder, and wait for its kernel."""
        self.browser.go_to(self._address(notebook))
        self.evaluate(f"() => {{ {CONSOLE} {DRIVER} }}")
        self.wait_until("path => driver.opened(path)", notebook, STARTING)
        self.evaluate("() => driver.listen()")

    def close(self):
        """End the kernel; the window shows nothing then."""
        self.evaluate("() => driver.panel.sessionContext.shutdown()")
        self.browser.go_to("about:blank")

    def evaluate(self, function, argument=None):
        """What a JavaScript function returns, or its promise becomes."""
        call = f"({function})({json.dumps(argument)})"
        answer = json.loads(self.browser.run(ANSWER % call))
        assert "error" not in answer, f"{answer['error']} from {function}"
        return answer["value"]

    def wait_until(self, condition, argument=None, within=REACTING):
        """Wait for a JavaScript function to return something true."""
        deadline = time.monotonic() + within
        while not (value := self.evaluate(condition, argument)):
            assert time.monotonic() < deadline, (
                f"{self.browser.name} waited {within} s in vain for "
                f"{condition} with {argument!r}. The page said last "
                f"{self.evaluate('() => driver.lastWords()')}, "
                f"{self.console_errors()}"
            )
            time.sleep(0.1)
        return value

    def run_all(self, within=RUNNING):
        """Run all cells, and wait for the last."""
        self.evaluate("() => driver.clear()")
        self.evaluate(
            "() => { jupyterapp.commands.execute('notebook:run-all-cells') }"
        )
        self.wait_until("() => driver.finished()", within=within)
        assert self.evaluate("() => driver.unrun()") == []
        self.settle()

    def settle(self):
        """Wait until the kernel has done all that was asked of it so far."""
        self.wait_until("() => driver.settle()")

    def active_cell(self):
        """The index of the cell that Shift + Enter runs."""
        return self.evaluate("() => driver.panel.content.activeCellIndex")

    def error_outputs(self):
        """Error outputs of cells, and exceptions of widget callbacks."""
        return self.evaluate("() => driver.errors()")

    def console_errors(self):
        """What the page reported as an error, so far."""
        return self.evaluate("() => consoleErrors")

    def press(self, *keys):
        """Press keys together, such as "Shift" and "Enter"."""
        keys = [KEYS[key] for key in keys]
        strokes = [{"type": "keyDown", "value": key} for key in keys]
        strokes += [{"type": "keyUp", "value": key} for key in keys[::-1]]
        self._act("key", strokes)

    def click(self, element):
        """Click an element in its middle."""
        self._act("pointer", [self._at(element), *self._button("DownUp")])

    def drag(self, handle, track, fraction):
        """Drag a handle with the mouse to a fraction of its track."""
        moves = [self._at(handle), *self._button("Down")]
        for step in (fraction / 2, fraction):
            moves += [self._at(track, step) | {"duration": 100}]
        self._act("pointer", [*moves, *self._button("Up")])

    def _button(self, ways):
        ways = [way for way in ("Down", "Up") if way in ways]
        return [{"type": f"pointer{way}", "button": 0} for way in ways]

    def _at(self, element, fraction=0.5):
        box = self.evaluate(
            f"""() => {{
              const element = {element};
              element.scrollIntoView({{block: "center"}});
              return element.getBoundingClientRect();
            }}"""
        )
        return {
            "type": "pointerMove",
            "x": round(box["x"] + fraction * box["width"]),
            "y": round(box["y"] + box["height"] / 2),
        }

    def _act(self, kind, actions):
        self.browser.act([{"type": kind, "id": kind, "actions": actions}])
        self.settle()


def _start(command, **options):
    silent = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    silent["stdout"] = subprocess.DEVNULL
    return subprocess.Popen(
        command, start_new_session=True, **(silent | options)
    )


def _retry(attempt):
    """A browser needs a moment until it listens."""
    deadline = time.monotonic() + STARTING
    while True:
        try:
            return attempt()
        except (OSError, WebSocketTimeoutException):
            assert time.monotonic() < deadline, "The browser does not answer."
            time.sleep(0.1)
