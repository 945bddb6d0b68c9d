"""Every page to print, with its questions and room to write, and one key.

`make handout` writes them to `build/handout`, as HTML and as PDF. All is
taken from the notebooks and from the tables that their questions use.
"""

import ast
import re
import sys
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import jinja2
import nbformat
from browser import BROWSER_ARGS, find_browser
from markupsafe import Markup, escape
from nbconvert.filters import markdown2html
from playwright.sync_api import sync_playwright

from helpers import exercises
from helpers.pages.shared.ideas import AFTER, BEFORE, IDEAS, LATER
from helpers.pages.your_turn.exercise import MISCONCEPTIONS, WHY

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TO = ROOT / "build" / "handout"

DETAILS = re.compile(
    r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL
)
ON_SCREEN = (
    "To fill in beside the page {} on your screen. Answer each question "
    "before you read on or run the cell below it. What comes out, and why, is "
    "on the screen."
)
WEEKS_LATER = (
    "Some weeks after the course, without looking anything up: the same ideas "
    "as in its self-tests, in other words."
)
BY_HAND = (
    "No Chrome, Chromium or Edge was found to make PDFs. Open the HTML files "
    "in any browser, and print them (Ctrl + P) on A4, without headers."
)


@dataclass
class Piece:
    """A piece of a page: of one kind, with what that kind needs."""

    kind: str  # text, code, figure, question or exercise
    text: str = ""  # Markdown, code, or what is asked
    printed: str = ""
    pictures: list = field(default_factory=list)  # (PNG in base64, its words)
    options: dict = field(default_factory=dict)  # each with its reveal
    again: str = ""  # the page to read again
    number: int = 0  # of what is asked, the same on the page and in the key


@dataclass
class Section:
    """What stands from one heading to the next."""

    opens: bool = False  # the page
    pieces: list = field(default_factory=list)
    solutions: list = field(default_factory=list)

    @property
    def first(self):
        """Where it begins to ask."""
        asks = "figure", "question", "exercise"
        kinds = [piece.kind for piece in self.pieces]
        return next((i for i, k in enumerate(kinds) if k in asks), len(kinds))

    @property
    def on_paper(self):
        """What can be printed: what leads to a question, not what follows.

        A section that asks nothing tells what came of the ones before, unless
        there are none.

        Returns
        -------
        list of list of Piece
            Each to be kept on one sheet.
        """
        before, after = self.pieces[: self.first], self.pieces[self.first :]
        if not after:
            return [before] if self.opens else []
        first, *after = after
        together = [*before, first]
        # Things to try may stand below their figure.
        tries = after and re.search(r"^1\. ", after[0].text, re.MULTILINE)
        if first.kind == "figure" and tries:
            together += after[:1]
        return [together] + [[piece] for piece in after if piece.number]

    @property
    def in_key(self):
        """What it asks, and what the page tells after that."""
        after = self.pieces[self.first :]
        return after if any(p.number for p in after) else []

    @property
    def heading(self):
        found = re.match(r"## (.*)", self.pieces[0].text)
        return found[1] if found else ""


@dataclass
class Page:
    """A page of the course, cut into sections."""

    name: str
    title: str
    sections: list
    lead: str
    heading: str  # in the key

    @property
    def asked(self):
        pieces = [p for s in self.sections for p in s.pieces]
        return [piece for piece in pieces if piece.number]


def read(path):
    """Cut a notebook into pieces.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Page
    """
    sections = [Section(opens=True)]
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            pieces = _code(cell)
            if f'self_test("{BEFORE}")' in cell.source:
                # The page has not begun yet: its story is still to come.
                sections += [Section(pieces=pieces), Section(opens=True)]
            else:
                sections[-1].pieces += pieces
            continue
        for part in re.split(r"^(?=## )", cell.source, flags=re.MULTILINE):
            if part.startswith("## "):
                sections.append(Section())
            found = DETAILS.findall(part)
            sections[-1].solutions += [
                text for summary, text in found if summary == "Solution"
            ]
            if text := DETAILS.sub("", part).strip():
                sections[-1].pieces.append(Piece("text", text))
    first = sections[0].pieces[0]
    title, _, first.text = first.text.removeprefix("# ").partition("\n")
    number = path.stem[:2]
    return _numbered(
        Page(
            *(path.stem, title, sections),
            *(ON_SCREEN.format(number), f"{number} {title}"),
        )
    )


def weeks_later():
    """The third form of the self-test, which is on no page."""
    title = "Some weeks later"
    section = Section(pieces=_self_test(LATER))
    return _numbered(Page(LATER, title, [section], WEEKS_LATER, title))


def _numbered(page):
    asked = [
        piece
        for section in page.sections
        for piece in section.pieces
        if piece.kind in ("question", "exercise")
    ]
    for number, piece in enumerate(asked, start=1):
        piece.number = number
    return page


def _code(cell):
    """The pieces of a cell: one, or all questions of the self-test."""
    calls = {
        ast.unparse(node.func): node
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call)
    }
    if call := calls.get("predict") or calls.get("investigate"):
        question = ast.literal_eval(call.args[0])
        options = exercises.REVEALS[question]
        return [Piece("question", question, options=options)]
    if "self_test" in calls:
        forms = map(ast.literal_eval, calls["self_test"].args)
        return _self_test(next(forms, AFTER))
    results = [output.get("data", {}) for output in cell.outputs]
    streams = [output.get("text", "") for output in cell.outputs]
    if any(name.startswith("check_") for name in calls):
        # Its result only says that nothing was handed in yet.
        task = re.sub(r"^(from|import) .*\n+", "", cell.source, flags=re.M)
        return [Piece("exercise", task, "".join(streams))]
    if any(name.startswith("sliders.") for name in calls):
        return [Piece("figure", cell.source)]
    pictures = [
        (output.data["image/png"], output.data["text/plain"])
        for output, result in zip(cell.outputs, results, strict=True)
        if "image/png" in result
    ]
    words = [
        result["text/plain"]
        for result in results
        if result and not {"image/png", "text/html"} & set(result)
    ]
    printed = "".join([*streams, *words])
    return [Piece("code", cell.source, printed, pictures)]


def _self_test(form):
    return [
        Piece(
            "question",
            idea.form(form).text,
            options=idea.form(form).options,
            again=idea.page,
        )
        for idea in IDEAS
    ]


def treatments(piece):
    """What page 07 says to each field that an exercise's answer may change.

    Returns
    -------
    list of (str, str, str)
        Field, what is said where it healed, and where it did not.
    """
    found = re.search(r"replace\((\w+)", piece.text)
    patient = found and getattr(exercises, found[1])
    if patient not in MISCONCEPTIONS:
        return []
    right, wrong = WHY[patient], MISCONCEPTIONS[patient]
    return [(f, right.get(f, ""), wrong.get(f, "")) for f in right | wrong]


def is_right(reveal):
    return reveal.startswith("Yes.")


def emphasised(text):
    """*word* is the only mark-up of a reveal."""
    return Markup(re.sub(r"\*(.+?)\*", r"<i>\1</i>", str(escape(text))))


def as_html(text):
    """Markdown as HTML, with links to the other pages as they are here."""
    return Markup(markdown2html(text).replace('.ipynb"', '.html"'))


def render():
    """All files.

    Returns
    -------
    dict of str to str
        Each page's name, "later" and "key", with its HTML.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_suffix("")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"html": as_html, "emphasised": emphasised}
    environment.tests["right"] = is_right
    pages = [*map(read, NOTEBOOKS), weeks_later()]
    show = environment.get_template("page.j2").render
    key = environment.get_template("key.j2").render
    return {page.name: show(page=page) for page in pages} | {
        "key": key(pages=pages, treatments=treatments)
    }


def print_pdf(paths, program):
    """Print HTML files to PDF beside them, with an installed browser."""
    with sync_playwright() as playwright:
        launch = partial(playwright.chromium.launch, args=list(BROWSER_ARGS))
        browser = launch(executable_path=program)
        page = browser.new_page()
        for path in paths:
            page.goto(path.as_uri())
            page.pdf(path=path.with_suffix(".pdf"), prefer_css_page_size=True)
        browser.close()


def main(folder=TO):
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, html in render().items():
        paths.append(folder / f"{name}.html")
        paths[-1].write_text(html, encoding="utf-8")
    if program := find_browser():
        print_pdf(paths, program)
    else:
        print(BY_HAND)
    print(f"{len(paths)} handouts, with the key, are in {folder}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
