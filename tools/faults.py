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
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from hub import serve_class
from load import Learner, loaded

from helpers.pages.playground.exercise import REVEALS

PAGE = "06_playground"
ONCE = 45  # s, after which a learner loads the page once more
DISK = 64  # MB, of the learner whose disk is full


def processes(hub, *words):
    """Those of the hub whose command has all of the words."""
    found = []
    for process in psutil.Process(hub.process.pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            command = " ".join([process.name(), *process.cmdline()])
            if all(word in command for word in words):
                found.append(process)
    return found


def kill_kernel(hub, _):
    for process in processes(hub, "ipykernel"):
        process.kill()


def kill_parent(hub, _):
    parent, *kernels = processes(hub, "helpers.warm")
    assert kernels
    parent.kill()


def kill_server(hub, _):
    for process in processes(hub, "jupyterhub.singleuser"):
        process.kill()


def kill_proxy(hub, _):
    for process in processes(hub, "configurable-http-proxy"):
        process.kill()


def kill_hub(hub, _):
    services = processes(hub, "jupyterhub_idle_culler")  # it starts others
    hub.process.kill()
    for process in services:
        process.kill()
    hub.process.wait()
    hub.start()


def fill_disk(_, home):
    with (
        contextlib.suppress(OSError),
        (home / "full").open("wb", buffering=0) as file,
    ):
        while True:
            file.write(bytes(2**20))


@contextlib.contextmanager
def small_disk(home):
    """A disk for this home alone, which root may mount."""
    home.mkdir(parents=True)
    options = "--types=tmpfs", f"--options=size={DISK}m"
    subprocess.run(["mount", *options, "tmpfs", home], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", home], check=True)


FAULTS = {
    "a kernel killed": kill_kernel,
    "the parent of kernels killed": kill_parent,
    "a learner's server killed": kill_server,
    "the proxy killed": kill_proxy,
    "the hub killed and started again": kill_hub,
    "the disk full for this learner": fill_disk,
}


def kept(home):
    """The questions of which a choice is in the learner's file."""
    text = (home / "my" / "answers.json").read_text("utf-8")
    return [*json.loads(text)["questions"]]


async def save(learner, words):
    """Save the page, with these words in it."""
    path = f"/user/{learner.name}/api/contents/my/{PAGE}.ipynb"
    page = await learner.ask(path)
    page["content"]["metadata"]["words"] = words
    await learner.ask(path, "PUT", page)


def saved(home):
    """The words of the page that is saved."""
    text = (home / "my" / f"{PAGE}.ipynb").read_text("utf-8")
    return json.loads(text)["metadata"]["words"]


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


async def break_it(hub, home, fault):
    """Break it, and see what becomes of what was chosen and saved."""
    learner = Learner(home.name, PAGE, hub.url)
    first, second, third = REVEALS
    await learner.arrive()
    await learner.kernel.choose(REVEALS[first])
    await save(learner, "before")
    fault(hub, home)
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
    await learner.kernel.choose(REVEALS[second])
    is_kept, words = first in kept(home), "after"
    try:
        await save(learner, words)
    except RuntimeError:
        what, words = f"{what}, but that the page is not saved", "before"
    is_kept &= saved(home) == words
    (home / "full").unlink(missing_ok=True)
    await learner.kernel.choose(REVEALS[third])  # brings what waited
    is_kept &= kept(home) == [*REVEALS]
    return what, took, "kept" if is_kept else "lost"


def main():
    print("| what | seen | page alive again after | choices, page |")
    print("|---|---|---|---|")
    for number, (words, fault) in enumerate(FAULTS.items(), start=1):
        with contextlib.ExitStack() as stack:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            home = place / "hub" / "class" / f"learner{number:02}"
            if fault is fill_disk:
                try:
                    stack.enter_context(small_disk(home))
                except (OSError, subprocess.CalledProcessError):
                    print("Only root on Linux can make a disk to fill.")
                    continue
            config = place / "config.py"
            config.write_text(loaded(), "utf-8")
            hub = stack.enter_context(
                serve_class(place / "hub", config=config)
            )
            try:
                found = asyncio.run(break_it(hub, home, fault))
            except BaseException:
                print(hub.log_tail(), file=sys.stderr)
                raise
        what, took, is_kept = found
        print(f"| {words} | {what} | {took:.0f} s | {is_kept} |", flush=True)


if __name__ == "__main__":
    main()
