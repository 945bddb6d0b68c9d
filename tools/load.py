"""How a hub bears a class: `make load LEARNERS=20`.

A real hub with its proxy, a server and a kernel for each learner, over HTTP
and WebSocket on this machine. All arrive within some seconds, open a page and
run it. Then each drags a slider for 2 s and thinks for 4 to 10, again and
again. It prints how long they waited, for the page and for each picture,
which moves were lost, and what it took of memory and of the processors.
"""

import argparse
import asyncio
import json
import os
import random
import secrets
import statistics
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from hub import CONFIG, serve_class
from jupyter_server.services.kernels.connection.base import (
    deserialize_binary_message,
)
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

ARRIVING = 10  # s, within which all of them come
DRAGGING = 2  # s
THINKING = 4, 10  # s
PATIENCE = 10  # s, after which a move counts as lost
STARTING = 600  # s
FRAME = 1 / 60  # s: no browser sends more moves
SLIDERS = (
    *("FloatLogSliderModel", "FloatSliderModel", "IntSliderModel"),
    "SelectionSliderModel",
)
# By a word of its name or command, the first that fits.
KINDS = {
    "ipykernel": "kernel",
    "helpers.warm": "parent of kernels",
    "singleuser": "server",
}
TOKEN = secrets.token_hex(16)


def loaded(config=CONFIG):
    """The class's hub, with somebody who may start everybody's server."""
    return f"""
load_subconfig({str(config)!r})
c.JupyterHub.services = [
    *c.JupyterHub.services, {{"name": "load", "api_token": {TOKEN!r}}}
]
c.JupyterHub.load_roles = [
    *c.JupyterHub.load_roles,
    {{
        "name": "load",
        "services": ["load"],
        "scopes": ["admin:users", "admin:servers", "access:servers"],
    }},
]
c.Authenticator.allow_all = True
c.JupyterHub.concurrent_spawn_limit = 0
"""


@dataclass
class Learner:
    """One of the class: what they do, and how long it took.

    Attributes
    ----------
    name, page, url : str
        The address is the hub's.
    server, ready : float
        Seconds from arriving to a server, and to a page that has run.
    moves : list of float
        Seconds from each move to its picture.
    lost : int
        Moves without one.
    """

    name: str
    page: str
    url: str
    server: float = 0.0
    ready: float = 0.0
    moves: list = field(default_factory=list)
    lost: int = 0

    async def ask(self, path, method="GET", content=None):
        """Ask the hub, or with a path below /user the learner's server."""
        body = json.dumps(content or {}) if method != "GET" else None
        request = HTTPRequest(
            self.url + path,
            method=method,
            body=body,
            headers={"Authorization": f"token {TOKEN}"},
            request_timeout=STARTING,
        )
        reply = await AsyncHTTPClient().fetch(request, raise_error=False)
        if reply.code >= 400 and reply.code != 409:  # who is there already
            raise RuntimeError(f"{path}: {reply.code} {reply.body[:200]}")
        return json.loads(reply.body) if reply.body else None

    async def arrive(self):
        """Sign in, open the page, and run all of it."""
        began = time.monotonic()
        user = f"/hub/api/users/{self.name}"
        await self.ask(user, "POST")
        if not (await self.ask(user)).get("server"):
            await self.ask(f"{user}/server", "POST")
        while not (await self.ask(user)).get("server"):
            await asyncio.sleep(0.5)
        self.server = time.monotonic() - began
        api = f"/user/{self.name}/api"
        path = f"my/{self.page}.ipynb"
        notebook = await self.ask(f"{api}/contents/{path}")
        session = await self.ask(
            f"{api}/sessions",
            "POST",
            {
                "path": path,
                "name": Path(path).name,
                "type": "notebook",
                "kernel": {"name": "python3"},
            },
        )
        channels = f"{api}/kernels/{session['kernel']['id']}/channels"
        self.kernel = Kernel(
            await websocket_connect(
                HTTPRequest(
                    self.url.replace("http", "ws", 1) + channels,
                    headers={"Authorization": f"token {TOKEN}"},
                    connect_timeout=STARTING,
                ),
                max_message_size=10**9,
            )
        )
        for cell in notebook["content"]["cells"]:
            if cell["cell_type"] == "code":
                await self.kernel.run("".join(cell["source"]))
        self.ready = time.monotonic() - began

    async def work(self, until):
        """Drag and think until it is time."""
        chance = random.Random(self.name)
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(*THINKING))
            end = time.monotonic() + DRAGGING
            while time.monotonic() < end:
                took = await self.kernel.move(chance)
                if took is None:
                    self.lost += 1
                else:
                    self.moves.append(took)
                    await asyncio.sleep(max(0, FRAME - took))


class Kernel:
    """A kernel, by the messages that JupyterLab would send to it."""

    def __init__(self, socket):
        self._socket = socket
        self._session = uuid.uuid4().hex
        self._models = {}  # of the widgets, by their number
        self.alike = 0  # moves to where the picture is the same

    def _send(self, kind, content):
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": self._session,
            "username": "",
            "version": "5.3",
        }
        message = {
            "channel": "shell",
            "header": header,
            "parent_header": {},
            "metadata": {},
            "content": content,
            "buffers": [],
        }
        self._socket.write_message(json.dumps(message))
        return header["msg_id"]

    def _tell(self, comm, data):
        return self._send("comm_msg", {"comm_id": comm, "data": data})

    async def _replies(self, parent):
        """What the kernel says to a message, until it is idle again."""
        while True:
            text = await self._socket.read_message()
            if text is None:
                raise RuntimeError("The connection to a kernel has ended.")
            if isinstance(text, bytes):
                message = deserialize_binary_message(text)
            else:
                message = json.loads(text)
            state = message["content"].get("execution_state")
            if state in ("restarting", "dead"):  # of the server, to nobody
                raise RuntimeError(f"The kernel is {state}.")
            if message["parent_header"].get("msg_id") != parent:
                continue
            yield message
            if message["header"]["msg_type"] == "status" and state == "idle":
                return

    async def run(self, code):
        """Run a cell, and note the widgets that it makes."""
        sent = self._send(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": True,
                "allow_stdin": False,
                "stop_on_error": True,
            },
        )
        async for message in self._replies(sent):
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "error":
                raise RuntimeError(f"{content['ename']}: {content['evalue']}")
            if kind in ("comm_open", "comm_msg"):
                state = content["data"].get("state", {})
                self._models.setdefault(content["comm_id"], {}).update(state)

    def _find(self, fits):
        """The first widget that fits, of those that a learner sees."""
        for comm, model in self._models.items():
            layout = model.get("layout", "").removeprefix("IPY_MODEL_")
            shown = self._models.get(layout, {}).get("display") != "none"
            if shown and fits(model):
                return comm, model
        raise RuntimeError("The page has no such widget.")

    async def move(self, chance):
        """Move the slider until it brings another picture.

        Some places have the same one: the playground has no fewer than three
        points. They are counted apart from those that are lost.

        Returns
        -------
        float or None
            Seconds until the picture was there, if one came.
        """
        comm, state = self._find(
            lambda model: model.get("_model_name") in SLIDERS
        )
        took = None
        try:
            async with asyncio.timeout(PATIENCE):
                while took is None:
                    data = {
                        "method": "update",
                        "state": self._other(state, chance),
                        "buffer_paths": [],
                    }
                    sent = self._tell(comm, data)
                    began = time.monotonic()
                    async for message in self._replies(sent):
                        if took is None and message.get("buffers"):
                            took = time.monotonic() - began
                    self.alike += took is None
        except TimeoutError:
            return None
        return took

    async def choose(self, options):
        """Take the first of these options that the page offers."""
        comm, _ = self._find(lambda model: model.get("description") in options)
        data = {"method": "custom", "content": {"event": "click"}}
        async for _ in self._replies(self._tell(comm, data)):
            pass

    @staticmethod
    def _other(state, chance):
        """Another place of the slider, where it shows another number."""
        if "_options_labels" in state:
            places = len(state["_options_labels"])
            state["index"] = (state["index"] + 1) % places
            return {"index": state["index"]}
        low, high, step = state["min"], state["max"], state["step"]
        places = max(1, round((high - low) / step))
        base = state.get("base")
        shown = f"{{:{state['readout_format']}}}".format
        value = state["value"]
        while shown(value) == shown(state["value"]):
            at = low + step * chance.randrange(places + 1)
            value = base**at if base else at
        state["value"] = value
        return {"value": value}


def measured(hub):
    """Memory (MB, shared parts once) and processor time (s) of each kind."""
    kinds = {}
    for process in psutil.Process(hub.process.pid).children(recursive=True):
        try:
            command = " ".join([process.name(), *process.cmdline()])
            kind = next(
                (kind for word, kind in KINDS.items() if word in command),
                "proxy and others",
            )
            full = process.memory_full_info()
            memory = getattr(full, "pss", full.rss) / 1e6
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        kinds.setdefault(kind, []).append((memory, times.user + times.system))
    return kinds


def quantiles(values):
    """Median, the 95th and the 99th of a hundred, and the worst."""
    cut = statistics.quantiles(values, n=100, method="inclusive")
    return cut[49], cut[94], cut[98], max(values)


async def everybody(hub, arguments):
    """All learners at once.

    Returns
    -------
    list of Learner
    """
    learners = [
        Learner(f"learner{number:03}", arguments.page, hub.url)
        for number in range(1, arguments.learners + 1)
    ]

    async def come(learner):
        await asyncio.sleep(random.uniform(0, ARRIVING))
        await learner.arrive()

    await asyncio.gather(*map(come, learners))
    before = measured(hub)
    began = time.monotonic()
    until = began + arguments.seconds
    await asyncio.gather(*(learner.work(until) for learner in learners))
    took = time.monotonic() - began
    report(learners, before, measured(hub), took)


def report(learners, before, after, took):
    """Print what was measured."""
    page, cores = learners[0].page, os.cpu_count()
    print(f"{len(learners)} learners, {page}, {cores} cores")
    for what in ("server", "ready"):
        waited = [getattr(learner, what) for learner in learners]
        print(
            f"{what:8} after {statistics.median(waited):.1f} s (median), "
            f"{max(waited):.1f} s (the last)"
        )
    moves = [1000 * move for learner in learners for move in learner.moves]
    lost = sum(learner.lost for learner in learners)
    alike = sum(learner.kernel.alike for learner in learners)
    print(f"{len(moves)} moves, {lost} lost, {alike} without change", end="")
    if len(moves) > 1:
        median, most, nearly_all, worst = quantiles(moves)
        print(
            f"; to the picture {median:.0f} ms (median), {most:.0f} (p95), "
            f"{nearly_all:.0f} (p99), {worst:.0f} (worst)"
        )
    for kind, found in sorted(after.items()):
        memory = [size for size, _ in found]
        spent = sum(cpu for _, cpu in found)
        spent -= sum(cpu for _, cpu in before.get(kind, []))
        print(
            f"{kind:16} {len(found):3}: {statistics.mean(memory):.0f} MB "
            f"each, {sum(memory):.0f} MB in all; {spent / took:.2f} cores "
            "while they worked"
        )


def main(words):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=20)
    parser.add_argument("--page", default="01_the_question")
    parser.add_argument("--seconds", type=float, default=120)
    arguments = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.py"
        config.write_text(loaded(), "utf-8")
        AsyncHTTPClient.configure(None, max_clients=1000)
        with serve_class(Path(folder) / "hub", config=config) as hub:
            try:
                asyncio.run(everybody(hub, arguments))
            except BaseException:
                print(hub.log_tail(), file=sys.stderr)
                raise


if __name__ == "__main__":
    main(sys.argv[1:])
