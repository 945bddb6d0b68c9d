"""What a class loses when something of its hub breaks: `make faults`.

A learner predicts and drags a slider. Then something is killed, as a machine
that runs out of memory would do it, and they go on. A table says what they
saw, how long it took until the page was alive again, and whether their choice
was still there.
"""

import asyncio
import contextlib
import json
import random
import sys
import tempfile
import time
from pathlib import Path

import psutil
from hub import serve_class
from load import Learner, loaded

PAGE = "06_playground"
ONCE = 45  # s, after which a learner loads the page once more


def processes(hub, *words):
    """Those of the hub whose command has all of the words."""
    found = []
    for process in psutil.Process(hub.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            command = " ".join([process.name(), *process.cmdline()])
            if all(word in command for word in words):
                found.append(process)
    return found


def kill_kernel(hub):
    for process in processes(hub, "ipykernel"):
        process.kill()


def kill_parent(hub):
    parent, *kernels = processes(hub, "helpers.warm")
    assert kernels
    parent.kill()


def kill_server(hub):
    for process in processes(hub, "jupyterhub.singleuser"):
        process.kill()


def kill_proxy(hub):
    for process in processes(hub, "configurable-http-proxy"):
        process.kill()


def kill_hub(hub):
    services = processes(hub, "jupyterhub_idle_culler")  # it starts others
    hub.process.kill()
    for process in services:
        process.kill()
    hub.process.wait()
    hub.start()


FAULTS = {
    "a kernel killed": kill_kernel,
    "the parent of kernels killed": kill_parent,
    "a learner's server killed": kill_server,
    "the proxy killed": kill_proxy,
    "the hub killed and started again": kill_hub,
}


def kept(hub, learner):
    """The choices in the learner's file."""
    path = hub.folder / learner.name / "my" / "answers.json"
    questions = json.loads(path.read_text("utf-8"))["questions"]
    return {q: [a["choice"] for a in e["tries"]] for q, e in questions.items()}


async def seen(learner):
    """What happens to somebody who goes on dragging."""
    chance, began = random.Random(0), time.monotonic()
    while time.monotonic() < began + 3:
        try:
            if await learner.kernel.move(chance) is None:
                return "the figure stands still"
        except Exception as error:
            return str(error)
    return "nothing"


async def break_it(hub, name, fault):
    learner = Learner(name, PAGE, hub.url)
    await learner.arrive()
    await learner.kernel.choose()
    before = kept(hub, learner)
    fault(hub)
    what = await seen(learner)
    began = time.monotonic()
    while what != "nothing":
        try:
            async with asyncio.timeout(ONCE):
                await learner.arrive()
            break
        except Exception:
            await asyncio.sleep(1)
    took = 0 if what == "nothing" else time.monotonic() - began
    after = kept(hub, learner)
    return what, took, "kept" if before and before == after else "lost"


def main():
    print("| what | seen | page alive again after | choice |")
    print("|---|---|---|---|")
    for number, (words, fault) in enumerate(FAULTS.items(), start=1):
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "config.py"
            config.write_text(loaded(), "utf-8")
            with serve_class(Path(folder) / "hub", config=config) as hub:
                try:
                    what, took, choice = asyncio.run(
                        break_it(hub, f"learner{number:02}", fault)
                    )
                except BaseException:
                    print(hub.log_tail(), file=sys.stderr)
                    raise
        print(f"| {words} | {what} | {took:.0f} s | {choice} |", flush=True)


if __name__ == "__main__":
    main()
