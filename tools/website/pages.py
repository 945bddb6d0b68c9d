"""What becomes of a page: one to run in the browser, in Colab, and to read."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert import HTMLExporter
from nbformat import NotebookNode

HERE = Path(__file__).parent
NEEDS_KERAS = "needs-keras"  # the tag of a cell
KERNEL = {"display_name": "Python", "language": "python", "name": "python"}
COLAB = "https://colab.research.google.com/github"
BRANCH = "colab"  # where the workflow puts the copies for Colab


def in_colab(repository: str, name: str) -> str:
    """The address of a page in Colab, which takes it from GitHub."""
    return f"{COLAB}/{repository}/blob/{BRANCH}/{name}.ipynb"


def needs_keras(cell: NotebookNode) -> bool:
    return NEEDS_KERAS in cell.metadata.get("tags", [])


def for_colab(
    page: NotebookNode, repository: str, names: Sequence[str]
) -> NotebookNode:
    """A copy that begins by installing the course from its repository.

    Parameters
    ----------
    page : NotebookNode
    repository : str
        Of GitHub, as "owner/name".
    names : sequence of str
        Of all pages: links lead to their copies.
    """
    page = _bare(page)
    install = nbformat.v4.new_code_cell(
        "# The course itself; Colab has the rest. It takes some seconds.\n"
        f"%pip install --quiet git+https://github.com/{repository}"
    )
    install.id = "install"
    page.cells.insert(0, install)
    for cell in page.cells:
        if cell.cell_type == "markdown":
            for name in names:
                link = in_colab(repository, name)
                cell.source = cell.source.replace(
                    f"]({name}.ipynb)", f"]({link})"
                )
    return page


def for_browser(page: NotebookNode, where: str) -> NotebookNode:
    """A copy in which every code cell runs without Keras.

    A cell that needs it becomes text: its code, and what it printed.

    Parameters
    ----------
    page : NotebookNode
        With its outputs.
    where : str
        Where Keras runs, as the end of a sentence in Markdown.
    """
    shown = copy.deepcopy(page)
    page = _bare(page)
    page.metadata.kernelspec = KERNEL
    for at, cell in enumerate(shown.cells):
        if needs_keras(cell):
            text = _as_text(cell, where)
            text.id, text.metadata.tags = cell.id, [NEEDS_KERAS]
            page.cells[at] = text
    return page


def to_read(path: Path, live: str) -> str:
    """A page as HTML, with a way to JupyterLite at every live figure.

    Parameters
    ----------
    path : Path
        Of the notebook.
    live : str
        The address of the page in JupyterLite.
    """
    exporter = HTMLExporter(
        template_name="html",
        extra_template_basedirs=[str(HERE.parent)],
    )
    html, _ = exporter.from_filename(str(path), resources={"live": live})
    return html


def _bare(page: NotebookNode) -> NotebookNode:
    page = copy.deepcopy(page)
    for cell in page.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return page


def _as_text(cell: NotebookNode, where: str) -> NotebookNode:
    parts = [_fenced(cell.source, "python")]
    for output in cell.outputs:
        data: dict[str, Any] = output.get("data", {})
        if "image/png" in data:
            alt = output.metadata["image/png"]["alt"].replace("\n", " ")
            # An attachment would be asked for once before it is found.
            png = data["image/png"].replace("\n", "")
            parts.append(f"![{alt}](data:image/png;base64,{png})")
        else:
            text = output.get("text", data.get("text/plain", ""))
            if text.strip():
                parts.append(_fenced(text.rstrip("\n")))
    printed = " This is what it printed." if len(parts) > 1 else ""
    parts.append(
        f"*Keras does not run in a browser.{printed} The cell runs {where}.*"
    )
    return nbformat.v4.new_markdown_cell("\n\n".join(parts))


def _fenced(text: str, language: str = "") -> str:
    return f"```{language}\n{text}\n```"
