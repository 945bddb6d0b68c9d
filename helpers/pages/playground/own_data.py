"""The playground's own data: a table that is pasted, or read from a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import ipywidgets as widgets
import traitlets

from helpers import maps
from helpers.drawing.live_text import LiveText
from helpers.pages.shared import controls
from helpers.tables.course import COURSE_TABLES
from helpers.tables.reading import LONGEST, read_table
from helpers.tables.value import Table
from helpers.wording.errors import WrongValue

ASK = (
    "Paste two columns, x and y, with a row on each line; or take a table of "
    "the course. Nothing is kept on any disk."
)


class OwnData(widgets.VBox):
    """Where a learner brings numbers; a control whose value is the table.

    Attributes
    ----------
    value : Table or None
        None: a function is learned.
    factor : ipywidgets widget
        The slider of the factor on x. It is seen while there is a table.
    known : list of Table
        All that were read here, and those of the course.
    """

    value = traitlets.Instance(Table, allow_none=True)

    def __init__(self) -> None:
        self.known = [row.table for row in COURSE_TABLES.values()]
        self._is_following = False  # the value, not the other way round
        self._text = widgets.Textarea(
            description="own numbers",
            placeholder="1.5; 20\n2; 35\n4.5; 110",
            continuous_update=False,
            style=controls.LABEL,
            layout={"width": "auto", "height": "160px"},
        )
        self._parts = widgets.BoundedIntText(
            value=0,
            min=0,
            max=2**32 - 1,
            description="parts, seed",
            tooltip="Which rows are to train on, and which are held back",
            style=controls.LABEL,
            layout={"width": "200px"},
        )
        self._file = widgets.FileUpload(
            description="from a file",
            tooltip="Read a text file, such as a spreadsheet saves as CSV",
            layout={"width": "auto"},
        )
        self._said = LiveText()
        self._said.say(ASK)
        self.factor = controls.logarithmic(
            "factor on x", 1, maps.FACTORS[0], maps.FACTORS[-1], 40, ".2g"
        )
        use = controls.button(
            "use these numbers", "check", self._use_text,
            "Learn what stands in the field above",
        )  # fmt: skip
        drop = controls.button(
            "a function again", "undo", self._drop,
            "Learn a function, and not these numbers",
        )  # fmt: skip
        courses = [
            controls.button(name, "table", partial(self._use_course, name))
            for name in COURSE_TABLES
        ]
        rows = [courses, [use, self._file, drop, self._parts]]
        super().__init__(
            [
                widgets.HBox(rows[0], layout=controls.ROW),
                self._text,
                widgets.HBox(rows[1], layout=controls.ROW),
                self._said,
            ]
        )
        self.layout.display = "none"
        self._follow()
        self.observe(lambda _: self._follow(), names="value")
        self.factor.observe(lambda _: self._set_up(), names="value")
        self._parts.observe(lambda _: self._set_up(), names="value")
        self._file.observe(lambda _: self._use_file(), names="value")

    def toggle(self) -> None:
        """Open it, with the keyboard in its field; or fold it up."""
        is_folded = self.layout.display == "none"
        self.layout.display = "" if is_folded else "none"
        if is_folded and hasattr(self._text, "focus"):  # not in ipywidgets 7
            self._text.focus()

    def _follow(self) -> None:
        """Show what belongs to the value."""
        self.factor.layout.display = "none" if self.value is None else ""
        if self.value is None:
            return
        self._is_following = True
        try:
            self.factor.value = self.value.factor
            self._parts.value = self.value.seed
        finally:
            self._is_following = False
        if self.value.digest not in {t.digest for t in self.known}:
            self.known.append(self.value)

    def _set_up(self) -> None:
        """Take over what slider and field show."""
        if self.value is not None and not self._is_following:
            self.value = replace(
                self.value, factor=self.factor.value, seed=self._parts.value
            )

    def _use_text(self) -> None:
        self._answering(self._read)

    def _read(self) -> str:
        table, understood = read_table(self._text.value)
        self.value = replace(table, seed=self._parts.value)
        return f"Read: {understood}"

    def _use_course(self, name: str) -> None:
        row = COURSE_TABLES[name]
        self._text.value = row.table.as_text()
        self.value = replace(row.table, seed=self._parts.value)
        self._said.say(f"{row.task} (Source: {row.source})")

    def _use_file(self) -> None:
        content = content_of(self._file.value)
        if content is not None:
            self._answering(lambda: self._read_file(content))

    def _read_file(self, content: bytes) -> str:
        if len(content) > 2 * LONGEST:
            raise WrongValue(
                f"The file must have no more than {LONGEST:,} characters. "
                "Try a part of its rows."
            )
        self._text.value = as_text(content)
        return self._read()

    def _drop(self) -> None:
        self.value = None
        self._said.say(ASK)

    def _answering(self, read: Callable[[], str]) -> None:
        """Say what came of reading, or what is wrong with it."""
        try:
            self._said.say(read())
        except WrongValue as error:
            self._said.say(f"{error} What was learned before is still there.")


def content_of(value: Sequence[Any] | Mapping[str, Any]) -> bytes | None:
    """What was uploaded last; None if nothing was.

    Parameters
    ----------
    value : sequence or mapping
        Of a FileUpload: files in ipywidgets 8, files by name in 7.

    Returns
    -------
    bytes or None
    """
    files = value.values() if isinstance(value, Mapping) else value
    return bytes([*files][-1]["content"]) if files else None


def as_text(content: bytes) -> str:
    """A file as text, whichever program wrote it.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
