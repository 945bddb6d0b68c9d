"""The hub: everybody in their own copies, and what they chose stays."""

import asyncio
import json
import random
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest
from browser import LabPage
from conftest import MISSING
from faults import processes
from hub import CONFIG, find_proxy, serve_class
from load import Learner, loaded
from notebook_files import NOTEBOOKS

from helpers import singleuser
from helpers.exercises import REVEALS

FIRST = f"my/{NOTEBOOKS[0]}.ipynb"
QUESTION, OPTIONS = next(iter(REVEALS.items()))
OPTION = list(OPTIONS)[1]
TOLD = "([element, text]) => element.innerText === text"
# As the class has it; and the window of JupyterLab can be asked.
OPEN = f"""
load_subconfig({str(CONFIG)!r})
c.Spawner.args = [*c.Spawner.args, "--LabApp.expose_app_in_browser=True"]
"""


def test_a_learner_gets_every_page_and_keeps_what_is_there(
    tmp_path, monkeypatch
):
    became = []
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["singleuser", "--an-option=1"])
    monkeypatch.setattr("os.execve", lambda *become: became.append(become))
    singleuser.main()
    page = tmp_path / FIRST
    page.write_text("mine", "utf-8")
    singleuser.main()
    assert page.read_text("utf-8") == "mine"
    copies = {path.stem for path in (tmp_path / "my").iterdir()}
    assert copies == {*NOTEBOOKS, f"{NOTEBOOKS[0]}_new"}
    program, command, environment = became[0]
    assert program == command[0] == sys.executable
    assert command[1:3] == ["-m", "jupyterhub.singleuser"]
    assert command[-1] == "--an-option=1"
    assert environment["JUPYTERHUB_ROOT_DIR"] == str(tmp_path)
    assert environment["JUPYTERHUB_DEFAULT_URL"] == f"/lab/tree/{FIRST}"


def test_a_home_that_is_full_or_read_only_stops_no_server(
    tmp_path, monkeypatch, capsys
):
    (tmp_path / "my").touch()  # not even root makes a folder of it
    became = []
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["singleuser"])
    monkeypatch.setattr("os.execve", lambda *become: became.append(become))
    singleuser.main()
    assert became
    assert capsys.readouterr().err.startswith("Not all pages could be copied")


def skip_without_hub():
    if find_spec("jupyterhub") is None or find_proxy() is None:
        pytest.skip(
            f"{MISSING}The hub of a class is not installed; `make class` "
            "does it."
        )


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    skip_without_hub()
    folder = tmp_path_factory.mktemp("Übungen 课 2")
    config = folder / "config.py"
    config.write_text(OPEN, "utf-8")
    with serve_class(folder, config=config) as hub:
        yield hub


class Window(LabPage):
    """Signs in with a browser of their own."""

    def sign_in(self, name):
        self.name = NOTEBOOKS[0]
        self.page.goto(f"{self.lab.url}/hub/login")
        self.page.fill("input[name=username]", name)
        with self.explaining(f"{name} did not land on the first page"):
            self.page.click("input[type=submit]")
            self.wait_until("path => driver.opened(path)", FIRST, 180)
            self.page.evaluate("driver.listen()")

    def ask(self):
        self.start_cell(f'"{QUESTION}"')
        self.settle()
        root = self.figure(f'"{QUESTION}"').root
        return root, root.locator("[role=status]").element_handle()


def test_two_learners_sign_in_and_find_what_they_chose(hub, browser):
    ada, ben = Window(browser, hub), Window(browser, hub)
    ada.sign_in("learner01")
    ben.sign_in("learner30")
    root, reveal = ada.ask()
    root.get_by_role("button", name=OPTION, exact=True).click()
    said = OPTIONS[OPTION].replace("*", "")
    ada.wait_until(TOLD, [reveal, said])
    _, reveal = ben.ask()
    assert reveal.inner_text() == ""
    assert ada.error_outputs() == [] == ben.error_outputs()
    # The server ends, as after two idle hours, and its kernels with it.
    home = ada._context.new_page()  # leaving the page might ask to save it
    home.goto(f"{hub.url}/hub/home")
    home.click("#stop")
    home.wait_for_selector("#stop", state="hidden", timeout=90_000)
    ada._context.close()
    ada = Window(browser, hub)
    ada.sign_in("learner01")
    _, reveal = ada.ask()
    ada.wait_until(TOLD, [reveal, said])
    kept = hub.folder / "learner01" / "my" / "answers.json"
    assert list(json.loads(kept.read_text("utf-8"))["questions"]) == [QUESTION]
    for page in (ada, ben):
        page.close()


def test_who_is_not_of_the_class_stays_out(hub, browser):
    page = browser.new_page()
    page.goto(f"{hub.url}/hub/login")
    page.fill("input[name=username]", "learner31")
    page.click("input[type=submit]")
    page.wait_for_load_state()
    assert "/hub/login" in page.url
    assert not (hub.folder / "learner31").exists()
    page.close()


def test_idle_kernels_and_servers_end(tmp_path):
    skip_without_hub()
    text = CONFIG.read_text("utf-8")
    for pattern, seconds in {
        r"(?<=^KERNEL_IDLE = ).*$": "4",
        r"(?<=^SERVER_IDLE = ).*$": "40",
        r"(?<=cull_interval=)60": "1",
        r"(?<=^ROOT = ).*$": f"Path({str(CONFIG.parents[1])!r})",
    }.items():
        text, found = re.subn(pattern, seconds, text, flags=re.MULTILINE)
        assert found == 1
    short, config = tmp_path / "short.py", tmp_path / "config.py"
    short.write_text(text, "utf-8")
    config.write_text(loaded(short), "utf-8")

    async def wait(hub):
        learner = Learner("learner01", "06_playground", hub.url)
        await learner.arrive()
        kernels = "/user/learner01/api/kernels"
        assert len(await learner.ask(kernels)) == 1
        assert await learner.kernel.move(random.Random(0)) is not None
        if sys.platform == "linux":  # it is a fork, and shares
            (kernel,) = processes(hub, "ipykernel")
            assert "helpers.warm" in kernel.cmdline()
        until = time.monotonic() + 60
        while await learner.ask(kernels):
            assert time.monotonic() < until, hub.log_tail()
            await asyncio.sleep(1)
        until = time.monotonic() + 120
        while (await learner.ask("/hub/api/users/learner01")).get("server"):
            assert time.monotonic() < until, hub.log_tail()
            await asyncio.sleep(1)

    with (
        serve_class(tmp_path / "hub", config=config) as hub,
        ThreadPoolExecutor(1) as pool,  # a browser has a loop in this thread
    ):
        pool.submit(asyncio.run, wait(hub)).result()
