"""Write the site: `make site`, with REPOSITORY=owner/name for Colab."""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from nbformat import NotebookNode

from website import lite, pages, pyodide

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "site"
CACHE = ROOT / "build" / "pyodide"
ROW = re.compile(r"^\| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \|"
                 r".*\| (\d+) \|$", re.MULTILINE)  # fmt: skip

PICTURE = re.compile(r"^!\[(.+)\]\(notebooks/images/live_figure.png\)", re.M)


def main(repository: str = "", site: Path = SITE) -> None:
    """Write the site into a folder, in place of what was there.

    Parameters
    ----------
    repository : str, optional
        On GitHub, as "owner/name": where Colab installs the course from.
    site : Path, optional

    Raises
    ------
    pyodide.Unreachable
        If what is missing in the cache cannot be had.
    """
    pyodide.fetch(CACHE)
    shutil.rmtree(site, ignore_errors=True)
    readme = (ROOT / "README.md").read_text("utf-8")
    rows = ROW.findall(readme)
    names = [name for _, name, _, _ in rows]
    paths = [ROOT / "notebooks" / f"{name}.ipynb" for name in names]
    notebooks = [nbformat.read(path, as_version=4) for path in paths]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name, notebook in zip(names, notebooks, strict=True):
            where = "in Colab and on a machine of your own"
            if repository:
                link = pages.in_colab(repository, name)
                where = f"[in Colab]({link}) and on a machine of your own"
            copy = pages.for_browser(notebook, where)
            _write(copy, work / "files" / f"{name}.ipynb")
        lite.build(CACHE, work, site / "run")
    for folder in ("read", "download"):
        (site / folder).mkdir()
    for name, path, notebook in zip(names, paths, notebooks, strict=True):
        html = pages.to_read(path, f"../run/lab/index.html?path={name}.ipynb")
        (site / "read" / f"{name}.html").write_text(html, "utf-8")
        shutil.copy(path, site / "download")
        if repository:
            copy = pages.for_colab(notebook, repository, names)
            _write(copy, site / "colab" / f"{name}.ipynb")
    cards = [
        _card(row, notebook, repository)
        for row, notebook in zip(rows, notebooks, strict=True)
    ]
    source = Path(__file__).with_name("start.html.j2").read_text("utf-8")
    template = jinja2.Template(
        source, autoescape=True, undefined=jinja2.StrictUndefined
    )
    start = template.render(
        title="Accuracy 0",
        picture=PICTURE.search(readme)[1],
        pages=cards,
        repository=repository,
    )
    shutil.copy(ROOT / "notebooks" / "images" / "live_figure.png", site)
    (site / "index.html").write_text(start, "utf-8")


def _card(
    row: tuple[str, ...], notebook: NotebookNode, repository: str
) -> dict[str, Any]:
    """What the start page says of a page."""
    title, name, will, minutes = row
    keras = sum(map(pages.needs_keras, notebook.cells))
    return {
        "title": title,
        "name": name,
        "will": will,
        "minutes": minutes,
        "keras": "One cell" if keras == 1 else keras and f"{keras} cells",
        "colab": repository and pages.in_colab(repository, name),
    }


def _write(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)


if __name__ == "__main__":
    try:
        main(os.environ.get("REPOSITORY", ""))
    except pyodide.Unreachable as error:
        sys.exit(str(error))
