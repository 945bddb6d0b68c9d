"""What a kernel takes to start, and its memory, with and without Keras."""

import time

import numpy as np
import psutil
from jupyter_client.manager import start_new_kernel

from bench.measuring import rows

ROUNDS = 3
FIGURE = "from helpers import sliders; sliders.question()\n"
KERNELS = {  # the first is what the others are held against
    "with the question's live figure": FIGURE,
    "with that and Keras": (
        FIGURE + "from helpers.keras_tools import load_keras; load_keras()"
    ),
    "empty": "",
}


def start(code):
    """Seconds until a fresh kernel has run the code, and its megabytes."""
    begin = time.perf_counter()
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        reply = client.execute_interactive(
            code, timeout=120, output_hook=lambda message: None
        )
        passed = time.perf_counter() - begin
        assert reply["content"]["status"] == "ok", reply["content"]
        process = psutil.Process(manager.provisioner.pid)
        family = [process, *process.children(recursive=True)]
        return passed, sum(p.memory_info().rss for p in family) / 2**20
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def kernels():
    figures = {name: [] for name in KERNELS}
    start("")  # files are in the system's cache from now on
    for _ in range(ROUNDS):
        for name, code in KERNELS.items():
            figures[name].append(start(code))
    times, sizes = (
        {name: np.array(f)[:, at] for name, f in figures.items()}
        for at in (0, 1)
    )
    meaning = "times the figure's"
    yield "Start of a kernel", rows(times, meaning)
    yield "Memory of a kernel", rows(sizes, meaning, "MB")
