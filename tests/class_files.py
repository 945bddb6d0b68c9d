"""Learners who were never there, and files that nobody should trust."""

import json
import os
import random

from helpers.classroom.asked import EXERCISE, everything
from helpers.pages.shared.answers import FRESH
from helpers.pages.shared.marking import as_text

TIME = "2026-11-26T08:00:00+00:00"
TYPICAL = {
    "check_fingerprint": ["0", "600", "900", "300"],
    "check_accuracy_inputs": ["1", "0, 1", "0, 0.5"],
    "check_one_step": ["0.026", "0.013", "385"],
    "check_by_hand": ["80", "-10", "0", "50"],
    "check_treatment: network 1": ["epochs=900", "hidden=(64,)"],
}
HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "=HYPERLINK(\"http://example.org\")",
    "{{ 7 * 7 }}{% for x in y %}",
    "@SUM(1+1)|cmd",
    "\t-2+3",
    "＝1+1",
    "$x^2$ \\frac",
    "\u202egnp.exe\x1b[31m\0",
    "Ω" * 5000,
)  # fmt: skip


def tried(*tries):
    return {"tries": [{**one, "time": TIME} for one in tries]}


def answers(number=0, name=""):
    """What one learner answered; about two in three answer a question."""
    chance = random.Random(number)
    kept = json.loads(json.dumps(FRESH)) | {"name": name}
    for asked in everything():
        if chance.random() < 0.3:
            continue
        if asked.kind == EXERCISE:
            wrong = TYPICAL.get(asked.key, ["epochs=10", "hidden_units=2"])
            tries = [
                {"answer": chance.choice(wrong), "right": False}
                for _ in range(chance.randrange(4))
            ]
            if not tries or chance.random() < 0.7:
                tries.append({"answer": "right", "right": True})
            kept["exercises"][asked.key] = tried(*tries)
        else:
            choice = chance.choice(list(asked.options))
            if asked.is_several:
                choice = as_text(
                    o for o in asked.options if chance.random() < 0.4
                )
            kept["questions"][asked.text] = {
                "options": list(asked.options),
                **tried({"choice": choice}),
            }
    return kept


def write(path, kept):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept), "utf-8")


def broken(folder, secret):
    """Write 50 files, none of which is one of answers.

    Parameters
    ----------
    folder : Path
    secret : Path
        A file outside the folder, with answers that must not be read.

    Returns
    -------
    int
        How many of them are to be skipped with a sentence.
    """
    whole = json.dumps(answers())
    texts = [
        *(b"", b"\0" * 100, b"\xff\xfe{", b"nonsense", b"null", b"[]", b"1"),
        *(b"[" * 200_000, b'{"a":' * 200_000, b"9" * 100_000),
        *(b" " * 2_000_000, b'"' + b"a" * 5_000_000, b"NaN", b"1e9", b"{}"),
        *(whole[: len(whole) * i // 20].encode() for i in range(1, 20)),
        *(
            json.dumps(answers(i) | change).encode()
            for i, change in enumerate(
                [
                    {"accuracy_zero": 2},
                    {"accuracy_zero": None},
                    {"questions": []},
                    {"questions": None},
                    {"exercises": 1},
                    {"exercises": "x"},
                ]
            )
        ),
    ]  # fmt: skip
    for number, text in enumerate(texts):
        (folder / f"broken {number}.json").write_bytes(text)
    links = 0
    if hasattr(os, "mkfifo"):
        for number in range(5):
            (folder / f"link {number}.json").symlink_to(secret)
            os.mkfifo(folder / f"pipe {number}.json")
        links = 10
        (folder / "a folder").symlink_to(secret.parent)
        (folder / "round").symlink_to(folder)
    return len(texts) + links
