"""Where the course has to work: other folders, other rights, no network."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import psutil
import pytest
from browser import LISTENER, STARTING, free_port, stop
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).parents[2]
TRAIN = (
    "import helpers, sys\n"
    "from helpers import engine, sliders\n"
    "print(helpers.__path__[0])\n"
    "print(engine.loops.train._cache.cache_path or 'not cached')\n"
    "print(sliders.question().text)\n"
)


@pytest.fixture
def checkout(tmp_path):
    """A copy of the helpers where many people have theirs."""
    folder = tmp_path / "Übungen (2) 课程" / "accuracy zero"
    shutil.copytree(
        ROOT / "helpers",
        folder / "helpers",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return folder


def run(code, checkout, **environment):
    """Run code with these helpers, from a folder that is not theirs."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=checkout.parent,
        env=os.environ | {"PYTHONPATH": str(checkout)} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    path, cache, *text = done.stdout.splitlines()
    assert path == str(checkout / "helpers")
    assert text[0].startswith("dead: ")
    return cache


# A loss with a branch, and a layer with a loop of its own.
HINGE = (
    "layers = keras.layers.Dense(1, activation='tanh')\n"
    "options = {'loss': 'hinge', 'optimizer': keras.optimizers.Adam(0.1)}\n"
)
LSTM = (
    "x = np.stack([x, -x], axis=1)\n"
    "layers = keras.layers.LSTM(1)\n"
    "options = {'loss': 'mse', 'optimizer': keras.optimizers.SGD(9.0)}\n"
)
# SGD, whose steepest direction is looked for in a loop that may end early.
LINE = (
    "layers = keras.layers.Dense(1)\n"
    "options = {'loss': 'mse', 'optimizer': keras.optimizers.SGD(9.0)}\n"
)


@pytest.mark.parametrize(
    "model", [HINGE, LSTM, LINE], ids=["hinge", "LSTM", "SGD"]
)
def test_a_checkup_ends_on_a_machine_with_one_core(model):
    """What branches must not wait for a second thread."""
    code = (
        "from helpers.checkup import checkup\n"
        "from helpers.keras_tools import load_keras\n"
        "import numpy as np\n"
        "keras = load_keras()\n"
        "x = np.linspace(-2, 2, 40)[:, None]\n"
        f"y = np.sign(x)\n{model}"
        "model = keras.Sequential([keras.Input(x.shape[1:]), layers])\n"
        "model.compile(**options)\n"
        "report = checkup(model, x, y)\n"
        "print(report.headline[:7])"
    )
    one = {"TF_NUM_INTEROP_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | one,
        capture_output=True,
        text=True,
        timeout=120,
    )
    said = done.returncode, done.stdout, done.stderr
    assert said == (0, "Checkup\n", "")


def test_a_path_with_spaces_and_letters_of_all_kinds(checkout):
    cache = Path(run(TRAIN, checkout))
    assert cache.is_relative_to(checkout)
    assert list(cache.glob("*.nbi"))  # the next kernel need not compile


def test_a_checkout_and_a_home_that_cannot_be_written(checkout, tmp_path):
    # A file in place of a folder: not even root can write there.
    for package in (checkout / "helpers").rglob("*/"):
        (package / "__pycache__").touch()
    (checkout / "helpers" / "__pycache__").touch()
    nowhere = checkout / "helpers" / "engine.py" / "home"
    cache = run(
        TRAIN,
        checkout,
        HOME=str(nowhere),
        USERPROFILE=str(nowhere),
        LOCALAPPDATA=str(nowhere),
        XDG_CACHE_HOME=str(nowhere),
        MPLCONFIGDIR=str(tmp_path),  # matplotlib says so when it has none
    )
    assert cache == "not cached"


LONG = {
    "compiled": "from helpers import engine\n"
    "from helpers.experiment import Experiment\n"
    "print('begun', flush=True)\n"
    "engine.train_many(Experiment(epochs=10**5, seed=s) for s in range(999))",
    "Keras": "from helpers import keras_twin\n"
    "from helpers.experiment import Experiment\n"
    "keras_twin.train(Experiment(epochs=1))\n"
    "print('begun', flush=True)\n"
    "keras_twin.train(Experiment(epochs=10**5))",
}


def test_a_training_is_interrupted_and_the_kernel_goes_on(tmp_path):
    """In a kernel that was started in another folder."""
    manager, client = start_new_kernel(
        kernel_name="python3", cwd=str(tmp_path)
    )
    try:
        for code in LONG.values():
            begun = []

            def interrupt(message, begun=begun):
                if "begun" in message["content"].get("text", ""):
                    begun.append(message)
                    threading.Timer(1, manager.interrupt_kernel).start()

            reply = client.execute_interactive(
                code, timeout=60, output_hook=interrupt
            )["content"]
            assert begun
            assert reply["ename"] == "KeyboardInterrupt"
            after = []
            client.execute_interactive(
                "from helpers import sliders; print(sliders.question().text)",
                timeout=60,
                output_hook=lambda m, after=after: after.append(m["content"]),
            )
            assert any(c.get("text", "").startswith("dead") for c in after)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


# make lab


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The running `make lab`: what it says of itself, and what it asked."""
    if not (ROOT / ".venv" / ".ready").exists() or not shutil.which("make"):
        pytest.skip("This environment was not made with `make`.")
    folder = tmp_path_factory.mktemp("make lab")
    asked = folder / "asked.txt"
    (folder / "sitecustomize.py").write_text(
        LISTENER.replace(
            "sys.reached.append(str(host))",
            f"open({str(asked)!r}, 'a').write(f'{{host}}\\n')",
        ),
        encoding="utf-8",
    )
    asked.touch()
    names = "CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR"
    port = free_port()
    server = subprocess.Popen(
        ["make", "lab", f"LAB=--no-browser --port={port}"],
        cwd=ROOT,
        env=os.environ
        | {f"JUPYTER_{name}": str(folder / name) for name in names}
        | {
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "PYTHONPATH": str(folder),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + STARTING
        while not (found := list(folder.glob("RUNTIME_DIR/jpserver-*.json"))):
            assert server.poll() is None and time.monotonic() < deadline
            time.sleep(0.1)
        time.sleep(0.2)  # it may not be written to its end
        yield json.loads(found[0].read_text()) | {"asked": asked}
    finally:
        stop(server)


def status(url):
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(url, timeout=30) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def test_make_lab_listens_on_this_machine_only(lab):
    listening = [
        connection.laddr
        for connection in psutil.Process(lab["pid"]).net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert lab["port"] in {address.port for address in listening}
    assert {address.ip for address in listening} == {"127.0.0.1"}


def test_make_lab_asks_for_its_token(lab):
    contents = f"http://127.0.0.1:{lab['port']}/api/contents"
    assert re.fullmatch(r"\w{40,}", lab["token"])
    assert status(contents) == 403
    assert status(f"{contents}?token={lab['token']}") == 200
    assert status(f"{contents}?token=guess") == 403


def test_make_lab_asks_no_other_machine(lab, browser):
    """Neither the server nor the page, with the settings of a learner."""
    context = browser.new_context()
    page, wanted = context.new_page(), []
    page.on("request", lambda request: wanted.append(request.url))
    own = f"http://127.0.0.1:{lab['port']}/"
    page.goto(f"{own}?token={lab['token']}")  # its own copy of page 01
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    page.locator("#jp-main-statusbar").get_by_text("Idle").wait_for()
    assert page.url.endswith("/lab/tree/my/01_the_question.ipynb")
    page.wait_for_timeout(3000)  # in which the question for news would come
    assert page.locator(".Toastify__toast").count() == 0
    context.close()
    assert len(wanted) > 10
    assert [
        url for url in wanted if not url.startswith((own, "data:", "blob:"))
    ] == []
    assert lab["asked"].read_text() == ""
