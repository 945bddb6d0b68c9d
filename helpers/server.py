"""An extension of Jupyter's server, for pages with live figures.

What is saved of a live figure is its picture and its sentence. JupyterLab
prefers the view of a widget to both, and the next day, without the kernel, it
has "model not found" to show for it.

And pictures reach the page at once. A system holds a small packet back until
the one before it is acknowledged (Nagle 1984, RFC 896), and a receiver
acknowledges late, after 40 ms on Linux.
A move of a slider is answered with several small messages, so its picture
would come that much later. Web sockets with TCP_NODELAY do not wait.

It is on in every Jupyter server of the environment. Without it figures are
live as well, a little later. It imports nothing else of the course.
"""

from typing import Any

from jupyter_server.services.kernels import handlers
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from jupyter_server.utils import url_path_join

VIEW = "application/vnd.jupyter.widget-view+json"
LIVE = "accuracy_zero"  # in the metadata of an output: it is one of ours


def without_views(model: dict[str, Any], **_: Any) -> None:
    """Take the views of our widgets out of what is saved.

    Parameters
    ----------
    model : dict
        A file of Jupyter's contents API, changed in place. The open page has
        its own and stays live.
    """
    content = model.get("content")
    if model.get("type") != "notebook" or not isinstance(content, dict):
        return
    for cell in content.get("cells", ()):
        for output in cell.get("outputs", ()):
            if LIVE in output.get("metadata", {}):
                output["data"].pop(VIEW, None)


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
    app.contents_manager.register_pre_save_hook(without_views)
    base = app.web_app.settings["base_url"]
    app.web_app.add_handlers(
        ".*$",  # before the server's own
        [(url_path_join(base, p), h) for p, h in prompt_handlers()],
    )
