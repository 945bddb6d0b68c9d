"""A learner's answers, in a small file beside their pages: `my/answers.json`.

A page that is opened again shows the choices of last time. The file says what
it is and how to switch it off. Nothing of it is sent anywhere, and there is
no name in it unless the learner types one.

It is written for the copies that `helpers.lab` makes, when somebody opened
one in a Jupyter server. Pages that a program runs, to test or to save them,
leave no file behind.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from helpers.lab import MADE_FROM

NAME = "answers.json"
FORMAT = "accuracy_zero"  # the field that every such file has, with its number
LARGEST = 1_000_000  # bytes
MOST_TRIES = 100  # of an exercise or question; the last one is always kept
PATIENCE = 5.0  # s, to wait for the kernel of another page
FRESH: dict[str, Any] = {
    "about": (
        "Your answers on the pages of Accuracy 0, kept so that you see them "
        "again. Nothing is sent. To switch this off, write false after "
        "\"keep\". Your name stands here only if you type it after \"name\"."
    ),
    "keep": True,
    "name": "",
    FORMAT: 1,
    "questions": {},
    "exercises": {},
}  # fmt: skip

Change = Callable[[dict[str, Any]], None]
_waiting: list[Change] = []  # what could not be written yet


def earlier_choices(question: str) -> list[str | None]:
    """What was chosen, in this kernel or in one before, the last at the end.

    Parameters
    ----------
    question : str

    Returns
    -------
    list of (str or None)
        None where a choice was taken back. Empty also where nothing is kept,
        or the file cannot be read.
    """
    path = _file()
    kept = _read(path) if path else None
    if kept is None:
        return []
    try:
        for change in _waiting:
            change(kept)
        tries = kept["questions"][question]["tries"]
        choices = [one["choice"] for one in tries]
    except (LookupError, TypeError, AttributeError):
        return []  # nothing, or what a learner wrote into it
    return [one if isinstance(one, str) else None for one in choices]


def keep_choice(question: str, options: list[str], choice: str | None) -> None:
    """Write down what was chosen.

    Parameters
    ----------
    question : str
    options : list of str
        As they were shown.
    choice : str or None
        None if the choice before was taken back.
    """
    _keep("questions", question, {"choice": choice}, options=options)


def keep_try(exercise: str, answer: str, right: bool) -> None:
    """Write down what was handed in.

    Parameters
    ----------
    exercise : str
    answer : str
        In short.
    right : bool
    """
    _keep("exercises", exercise, {"answer": answer, "right": right})


def _keep(kind: str, key: str, entry: dict[str, Any], **also: Any) -> None:
    """Never fails: where nothing can be written, nothing is."""
    now = datetime.now(UTC).isoformat(timespec="seconds")

    def change(kept: dict[str, Any]) -> None:
        tries = kept[kind].setdefault(key, also | {"tries": []})["tries"]
        del tries[MOST_TRIES - 1 :]
        tries.append(entry | {"time": now})

    if path := _file():
        _waiting.append(change)
        with suppress(Exception), _alone(path):
            _write(path)


def _file() -> Path | None:
    """The file beside the page of this kernel, if it is a learner's copy."""
    return _beside(os.environ.get("JPY_SESSION_NAME", ""))


@cache
def _beside(page: str) -> Path | None:
    """`page` is as Jupyter's server calls it, for a kernel that it starts."""
    try:
        metadata = json.loads(Path(page).read_text("utf-8"))["metadata"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Path(page).with_name(NAME) if MADE_FROM in metadata else None


def _read(path: Path) -> dict[str, Any] | None:
    """What is kept; None if the file is not, or no longer, such a file."""
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except FileNotFoundError:
        return deepcopy(FRESH)
    except OSError:
        return None
    if len(text) > LARGEST:
        return None
    try:
        kept = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    fine = isinstance(kept, dict) and all(
        isinstance(kept.get(field), type(value))
        for field, value in FRESH.items()
        if field != "about"
    )
    return kept if fine else None


def _write(path: Path) -> None:
    """All that waits, as one file that is there whole or not at all.

    A file that somebody broke by hand stays as it is.
    """
    kept = _read(path)
    if kept is None:
        return
    if not kept["keep"]:
        _waiting.clear()
        return
    for change in _waiting:
        with suppress(Exception):  # an entry that was broken by hand
            change(kept)
    beside = path.with_name(f".{NAME}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            json.dump(kept, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        _replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    _waiting.clear()


def _replace(new: Path, path: Path) -> None:
    """Windows refuses for as long as somebody reads the old one."""
    for _ in range(20):
        with suppress(PermissionError):
            new.replace(path)
            return
        time.sleep(0.02)
    new.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock of the file, which ends with the process that has it.

    Without it after a while, and where a file system has no locks: an answer
    that may be lost is better than a page that stands still.
    """
    with path.with_name(f".{NAME}.lock").open("a") as file:
        deadline = time.monotonic() + PATIENCE
        while not _locked(file.fileno()) and time.monotonic() < deadline:
            time.sleep(0.01)
        yield


def _locked(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:  # Windows has no other word for "taken"
        return os.name != "nt" or not isinstance(error, PermissionError)
    return True
