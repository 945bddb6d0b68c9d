"""Files of answers, read as what they may be: broken, foreign or hostile.

They come from a hub's homes, a shared folder or e-mail, under any name. None
is followed out of its folder, none is waited for, and of none more is taken
than short texts for the questions that the pages ask.
"""

import json
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.classroom.asked import EXERCISE, Asked, everything
from helpers.pages.shared.answers import FORMAT, FRESH, LARGEST
from helpers.wording.errors import WrongValue

ENDINGS = ".json", ".txt"  # some programs for e-mail add the second
LONGEST = 80  # characters of a name, or of an answer in short
MOST_TRIES = 200
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")


@dataclass(frozen=True)
class Try:
    """An answer: an option, or in short what was handed in.

    `answer` is None where a choice was taken back.
    """

    answer: str | None
    right: bool
    time: str


@dataclass(frozen=True)
class Learner:
    """What one file has.

    Attributes
    ----------
    login : str
        The folder that the file lies in, seen from the folder that was read;
        else how the file is called.
    name : str
        As the learner typed it, or "".
    file : str
    tries : dict of str to list of Try
        For each question or exercise, the earliest first.
    """

    login: str
    name: str
    file: str
    tries: Mapping[str, list[Try]]

    @property
    def shown(self) -> str:
        return self.name or self.login


class _Skip(Exception):
    """Why a file is not read."""


def read(folder: str | os.PathLike) -> tuple[list[Learner], list[str]]:
    """Read every file of answers in a folder and in the folders in it.

    Parameters
    ----------
    folder : path

    Returns
    -------
    learners : list of Learner
    said : list of str
        A sentence for each file that was skipped.

    Raises
    ------
    ValueError
        If there is no such folder.
    """
    root = Path(folder)
    if not root.is_dir():
        raise WrongValue(f"There is no folder {clean(str(root), 200)}.")
    asked = everything()
    learners: list[Learner] = []
    said: list[str] = []
    seen: dict[bytes, str] = {}
    for path in _files(root):
        place = path.relative_to(root)
        name = clean(str(place), 200)
        try:
            text = _bytes(path)
            kept = _parsed(text)
            if text in seen:
                raise _Skip(f"it says what {seen[text]} says")
        except _Skip as why:
            said.append(f"Skipped {name}: {why}.")
            continue
        seen[text] = name
        learners.append(_learner(place, name, kept, asked))
    return learners, said


def clean(text: str, longest: int = LONGEST) -> str:
    """Text on one line, without what steers terminals or turns its order."""
    kept = "".join(
        " " if unicodedata.category(letter)[0] in "CZ" else letter
        for letter in text[: 2 * longest]
    )
    words = " ".join(kept.split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _files(root: Path) -> Iterator[Path]:
    """In the order of their names; folders that are hidden are not searched.

    Such a folder has what JupyterLab saved before the last time.
    """
    waiting = [root]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                here = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue
        folders = []
        for entry in here:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(Path(entry.path))
            elif entry.name.lower().endswith(ENDINGS):
                yield Path(entry.path)
        waiting += reversed(folders)


def _bytes(path: Path) -> bytes:
    """What is in a file; never of a link, nor of what is no plain file."""
    if path.is_symlink():
        raise _Skip("it is a link to another place")
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # where there are
        flags |= getattr(os, name, 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _Skip("it is no plain file")
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise _Skip(f"it cannot be read ({error.strerror})") from None
    if len(text) > LARGEST:
        raise _Skip(f"it is larger than {LARGEST // 1_000_000} MB")
    return text


def _parsed(text: bytes) -> dict[str, Any]:
    try:
        kept = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _Skip("it is broken, or no JSON") from None
    fine = (
        isinstance(kept, dict)
        and kept.get(FORMAT) == FRESH[FORMAT]
        and all(isinstance(kept.get(k), dict) for k in _KINDS.values())
    )
    if not fine:
        raise _Skip("it is no file of answers of this course")
    return kept


_KINDS = {True: "exercises", False: "questions"}  # by: is it an exercise?


def _learner(
    place: Path, file: str, kept: dict[str, Any], asked: list[Asked]
) -> Learner:
    name = kept.get("name")
    login = place.parts[0] if len(place.parts) > 1 else place.stem
    tries = {
        one.key: found
        for one in asked
        if (found := _tries(kept[_KINDS[one.kind == EXERCISE]], one))
    }
    typed = clean(name) if isinstance(name, str) else ""
    return Learner(clean(login), typed, file, tries)


def _tries(kept: dict[str, Any], asked: Asked) -> list[Try]:
    entry = kept.get(asked.key)
    entries = entry.get("tries") if isinstance(entry, dict) else None
    found = []
    for one in entries[:MOST_TRIES] if isinstance(entries, list) else ():
        if not isinstance(one, dict):
            continue
        time = one.get("time")
        fine = isinstance(time, str) and TIME.fullmatch(time)
        when = str(time) if fine else ""
        if asked.kind == EXERCISE:
            answer = one.get("answer")
            if isinstance(answer, str):
                right = one.get("right") is True
                found.append(Try(clean(answer), right, when))
        else:
            choice = one.get("choice")
            if choice is None or asked.chosen(choice) is not None:
                found.append(Try(choice, choice == asked.right, when))
    return found
