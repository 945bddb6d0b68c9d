"""A box of widgets that a page shows in words of its own."""

from typing import Any

import ipywidgets as widgets

from helpers.drawing.live_text import LIVE


class LiveBox(widgets.VBox):
    """Widgets below each other, whose class adds what a saved page shows.

    ipywidgets 7, which Colab has, shows a widget by another method, with
    words that nobody can change; so what is shown is made here.
    """

    _ipython_display_: Any = None

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        view = {
            "version_major": 2,
            "version_minor": 0,
            "model_id": self.model_id,
        }
        data = {"application/vnd.jupyter.widget-view+json": view}
        return data, dict(LIVE)
