"""An extension of Jupyter's server: pictures reach the page at once.

A system holds a small packet back until the one before it is acknowledged
(Nagle 1984, RFC 896), and a receiver acknowledges late, after 40 ms on Linux.
A move of a slider is answered with several small messages, so its picture
would come that much later. Web sockets with TCP_NODELAY do not wait.

`make lab` starts the server with it. Without it everything works, a little
later. It imports nothing else of the course.
"""

from typing import Any

from jupyter_server.services.kernels import handlers
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from jupyter_server.utils import url_path_join


class PromptWebsocketHandler(KernelWebsocketHandler):
    """The messages of a kernel, none of which waits for another."""

    async def open(self, kernel_id: str) -> None:
        self.set_nodelay(True)
        await super().open(kernel_id)


def prompt_handlers() -> list[tuple[str, type]]:
    """Those of the server's own that answer with web sockets of a kernel.

    Returns
    -------
    list of (str, type)
    """
    return [
        (pattern, PromptWebsocketHandler)
        for pattern, handler in handlers.default_handlers
        if handler is KernelWebsocketHandler
    ]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "helpers.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(
        ".*$",  # before the server's own
        [(url_path_join(base, p), h) for p, h in prompt_handlers()],
    )
