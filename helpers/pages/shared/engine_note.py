"""Says once on a page which engine runs, if it is not the compiled one."""

import ipywidgets as widgets

from helpers import jit
from helpers.drawing.live import LiveFigure

NOTE = "No compiler here: NumPy trains the networks, a little slower."

noted_at: list[str] = []  # the name of the figure that says it


def add_note(figure: LiveFigure, name: str) -> None:
    """Say it below the first figure of a kernel.

    Parameters
    ----------
    figure : LiveFigure
    name : str
        Of the figure. When it is made again it says it again.
    """
    if jit.HAS_COMPILER or noted_at not in ([], [name]):
        return
    noted_at[:] = [name]
    figure.children = (*figure.children, widgets.HTML(NOTE))
