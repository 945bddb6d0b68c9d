"""A setting as one line of text, to be copied, sent and pasted.

It looks like ``accuracy0: input_max=999; learning_rate=0.1; hidden_units=128;
epochs=500; function=sin; #……``: the scale, the rate and the units, what
else differs from the question, and a checksum. It may stand within other
text, and be broken into lines anywhere.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any
from urllib.parse import quote, unquote

from helpers.experiment import QUESTION, Experiment
from helpers.tables.value import Table
from helpers.wording.errors import WrongValue
from helpers.wording.fields import instance_of, shown
from helpers.wording.numbers import literal, number

BEGIN = "accuracy0:"
ALWAYS = {"input_max", "learning_rate", "hidden_units"}
FEW = 20  # rows of a table that stand in the line
LONGEST = 10_000  # characters that are searched
HINT = (
    f"A setting begins with {BEGIN} and ends with # and six letters or "
    "digits. Try to copy it once more, from its beginning to its end."
)
_LINE = re.compile(rf"{BEGIN}(.*?)#((?:\s*[0-9a-f]){{6}})", re.S)
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.ASCII)
_text = instance_of(str, "a text", f'"{BEGIN} …"')


def as_line(experiment: Experiment) -> str:
    """Write a setting as one line.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    str
        With the rows of a table if they are few, else with their
        digest.
    """
    said = {
        field.name: _written(value)
        for field in fields(experiment)
        if field.name != "table"
        and (
            (value := getattr(experiment, field.name)) != field.default
            or field.name in ALWAYS
        )
    }
    if experiment.table is not None:
        del said["input_max"]  # a table has its own scale
        said |= _of_table(experiment.table)
    body = " ".join(f"{name}={text};" for name, text in said.items())
    return f"{BEGIN} {body} #{_checksum(body)}"


def from_line(text: object, tables: Iterable[Table] = ()) -> Experiment:
    """Read a setting from text that holds its line.

    Parameters
    ----------
    text : str
    tables : iterable of Table
        Those at hand, for a line with no more than a digest.

    Returns
    -------
    Experiment

    Raises
    ------
    TypeError, ValueError
        A sentence: what is wrong with the line, and what to try.
    """
    text = _text("The setting", text, HINT)
    found = _LINE.search(text[:LONGEST])
    if not found:
        if BEGIN in text:
            raise WrongValue(f"The end of this setting is missing. {HINT}")
        raise WrongValue(f"There is no setting in this text. {HINT}")
    body = "".join(found[1].split())
    if _checksum(body) != "".join(found[2].split()):
        raise WrongValue(
            f"Something in this setting is not as it was written. {HINT}"
        )
    said: dict[str, str] = {}
    for part in body.removesuffix(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or name not in _KNOWN or name in said:
            raise WrongValue(
                f"The setting has {shown(part)}, which says nothing to this "
                f"version of the course. {HINT}"
            )
        said[name] = value
    of_table = {name: said.pop(name) for name in _OF_TABLE & said.keys()}
    values = {name: _read(name, value) for name, value in said.items()}
    table = _table(of_table, tables) if of_table else None
    return Experiment(**values, table=table)


def _of_table(table: Table) -> dict[str, str]:
    if len(table.x) <= FEW:
        rows = {
            name: ",".join(map(literal, column))
            for name, column in (("x", table.x), ("y", table.y))
        }
    else:
        rows = {"rows": str(len(table.x)), "digest": table.digest}
    return rows | {
        # The name of a column may have any letter.
        name: quote(_written(getattr(table, field)), "()/,")
        for name, field in _ALSO.items()
        if getattr(table, field) != getattr(Table, field)
    }


def _table(said: dict[str, str], tables: Iterable[Table]) -> Table:
    also = {
        field: unquote(said[name])
        if field.endswith("name")
        else _number(name, said[name])
        for name, field in _ALSO.items()
        if name in said
    }
    if "digest" in said:
        for table in tables:
            if table.digest == said["digest"]:
                usual = {f: getattr(Table, f) for f in _ALSO.values()}
                return replace(table, **usual | also)
        rows = number(_number("rows", said.get("rows", "")))
        raise WrongValue(
            f"This setting belongs to a table of {rows} rows, which is too "
            "long for a line. Read the same table as own data first; then "
            "try the setting again."
        )
    x, y = (
        [_number(name, part) for part in said.get(name, "").split(",")]
        for name in "xy"
    )
    return Table(x, y, **also)  # type: ignore[arg-type]  # become arrays


def _written(value: Any) -> str:
    return str(value) if isinstance(value, (bool, str)) else literal(value)


def _read(name: str, text: str) -> Any:
    kind = type(getattr(QUESTION, name))
    if kind is str:
        return text
    if kind is bool and text in ("True", "False"):
        return text == "True"
    return _number(name, text)


def _number(name: str, text: str) -> int | float:
    if not _NUMBER.fullmatch(text):
        raise WrongValue(
            f"{name} must be a number in a setting, not {shown(text)}. {HINT}"
        )
    value = float(text)
    return int(value) if value.is_integer() else value


def _checksum(body: str) -> str:
    """Six letters or digits that change with what is not a blank."""
    letters = "".join(body.split()).encode("utf-8", "surrogatepass")
    return f"{zlib.crc32(letters) & 0xFFFFFF:06x}"


# What a line calls the fields of a table that are not its rows.
_ALSO = {
    "x_name": "x_name",
    "y_name": "y_name",
    "factor": "factor",
    "parts": "seed",
}
_OF_TABLE = {"x", "y", "rows", "digest", *_ALSO}
_KNOWN = {f.name for f in fields(Experiment)} - {"table"} | _OF_TABLE
