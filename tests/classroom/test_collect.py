"""A class's page and tables, from files of all kinds."""

import csv
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import class_files
import pytest
from bs4 import BeautifulSoup
from class_files import HOSTILE, TIME, answers, tried
from notebook_files import FOLDER, NOTEBOOKS, code_cells, questions, read

from helpers import classroom
from helpers.classroom.asked import (
    EXERCISE,
    PREDICTION,
    SELF_TEST,
    everything,
    misconception,
)
from helpers.classroom.counting import count, points, understood
from helpers.exercises import REVEALS
from helpers.pages.shared.ideas import BEFORE, FORMS, IDEAS
from helpers.pages.shared.marking import Several, as_text
from helpers.pages.your_turn import exercise as your_turn

QUESTION, OPTIONS = next(iter(REVEALS.items()))
FILES = ["class.csv", "class.html", "points_canvas.csv", "points_moodle.csv"]


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def kept(*, name="", questions=(), exercises=()):
    fresh = answers() | {"name": name}
    return fresh | {
        "questions": dict(questions), "exercises": dict(exercises)
    }  # fmt: skip


def chosen(*choices):
    return tried(*({"choice": choice} for choice in choices))


def handed_in(*answers):
    return tried(*({"answer": a, "right": a == "right"} for a in answers))


@pytest.fixture
def a_class(tmp_path):
    """A folder to be read, and `collect` for it."""
    folder = tmp_path / "homes"
    folder.mkdir()

    def collect(**files):
        for login, content in files.items():
            class_files.write(folder / login / "my" / "answers.json", content)
        said = classroom.collect(folder, tmp_path / "build")
        text = (tmp_path / "build" / "class.html").read_text("utf-8")
        return said, BeautifulSoup(text, "html.parser")

    collect.folder, collect.to = folder, tmp_path / "build"
    return collect


def section(soup, question):
    (found,) = (
        s for s in soup.select("section") if s.h3.get_text() == question
    )
    return found


def test_everything_that_the_pages_ask_is_known():
    asked = everything()
    assert len({one.key for one in asked}) == len(asked)
    for page, name in zip(
        NOTEBOOKS, dict.fromkeys(a.page for a in asked), strict=True
    ):
        assert name[:2] == page[:2]
        assert read(page).cells[0].source
        here = [one for one in asked if one.page == name]
        texts = [one.text for one in here if one.kind == PREDICTION]
        assert texts == [question for question, _ in questions(read(page))]
        checks = set()
        for cell in code_cells(read(page)):
            checks |= set(re.findall(r"^check_\w+(?=\()", cell.source, re.M))
        exercises = [one.key for one in here if one.kind == EXERCISE]
        assert {key.partition(":")[0] for key in exercises} == checks
    assert {one.about for one in asked} == {one.page for one in asked}
    tests = [(a.form, a.text, a.page) for a in asked if a.kind == SELF_TEST]
    first, *_, last = dict.fromkeys(a.page for a in asked)
    assert tests == [
        (form, idea.form(form).text, first if form == BEFORE else last)
        for form in FORMS
        for idea in IDEAS
    ]


def test_300_learners_and_50_broken_files(tmp_path, say):
    folder, secret = tmp_path / "homes", tmp_path / "out" / "answers.json"
    for number in range(300):
        name = HOSTILE[number // 7] if number < 70 and number % 7 == 0 else ""
        class_files.write(
            folder / f"learner{number:03}" / "my" / "answers.json",
            answers(number, name),
        )
    class_files.write(secret, kept(name="the secret"))
    skipped = class_files.broken(folder, secret)
    assert skipped == 50 or not hasattr(os, "mkfifo")
    began, clock = time.process_time(), time.monotonic()
    said = classroom.collect(folder, tmp_path / "build")
    took = time.process_time() - began
    say(f"{took:.1f} s of the processor, {time.monotonic() - clock:.1f} s")
    assert took < 10
    assert said[0].startswith("The answers of 300 learners are in ")
    assert len(said) == 1 + skipped
    assert all(s.startswith("Skipped ") and s.endswith(".") for s in said[1:])
    assert sorted(p.name for p in (tmp_path / "build").iterdir()) == FILES
    everywhere = "".join(
        (tmp_path / "build" / name).read_text("utf-8") for name in FILES
    )
    assert "the secret" not in everywhere


def test_a_question_shows_the_first_choices_beside_the_right_one(a_class):
    wrong, slow, right = OPTIONS
    _, soup = a_class(
        ada=kept(questions={QUESTION: chosen(wrong, None, right)}),
        ben=kept(questions={QUESTION: chosen(wrong)}),
        cem=kept(name="Cem", questions={QUESTION: chosen(right)}),
        dov=kept(name="Dov", questions={QUESTION: chosen("no option")}),
    )
    shown = section(soup, QUESTION)
    assert shown.img["alt"] == (
        f"{QUESTION} {wrong} 2 of 3 (67%). {slow} 0 of 3 (0%). "
        f"{right} Right: 1 of 3 (33%)."
    )
    told = [cell.get_text() for cell in shown.select("td")]
    assert told == [wrong, OPTIONS[wrong].replace("*", "")]
    assert "Cem" not in soup.get_text()
    table = rows(a_class.to / "class.csv")
    assert table[1] == [
        *("ada", "ada/my/answers.json".replace("/", os.sep)),
        *("01 The question", "prediction", QUESTION),
        *(wrong, "0", right, "1", "3", TIME),
    ]


def test_of_several_options_each_shows_who_marked_it(a_class):
    """As a question with one choice, but for the sum of its bars."""
    question, options = next(
        (q, o) for q, o in REVEALS.items() if isinstance(o, Several)
    )
    first, *others = options
    right = [o for o, said in options.items() if said.startswith("Yes.")]
    assert first not in right
    marked = {
        "ada": as_text([first, *right]),
        "ben": as_text(right),
        "cem": as_text([]),
        "dov": "; ".join([*right, first]),  # in an order that no page writes
        "eve": [first],
        "fay": f"{first}; {first}",
    }
    _, soup = a_class(
        **{
            login: kept(questions={question: chosen(choice)})
            for login, choice in marked.items()
        }
    )
    shown = section(soup, question)
    assert f"{first} 1 of 3 (33%)." in shown.img["alt"]
    for option in right:
        assert f"{option} Right: 2 of 3 (67%)." in shown.img["alt"]
    for option in set(others) - set(right):
        assert f"{option} 0 of 3 (0%)." in shown.img["alt"]
    told = [cell.get_text() for cell in shown.select("td")]
    assert told == [first, options[first].replace("*", "")]
    table = {row[0]: row[5:10] for row in rows(a_class.to / "class.csv")[1:]}
    assert table == {
        login: [marked[login], is_right, marked[login], is_right, "1"]
        for login, is_right in {"ada": "0", "ben": "1", "cem": "0"}.items()
    }
    learners, _ = classroom.read(a_class.folder)
    page = "05 The fixes"
    earned = {one.login: points(one)[page][0] for one in learners}
    assert [earned[name] for name in ("ada", "ben", "cem")] == [1, 1, 1]
    assert [earned[name] for name in ("dov", "eve", "fay")] == [0, 0, 0]


def test_an_exercise_shows_its_tries_and_the_commonest_wrong_answers(a_class):
    _, soup = a_class(
        ada=kept(exercises={"check_by_hand": handed_in("right")}),
        ben=kept(exercises={"check_by_hand": handed_in("80", "80", "right")}),
        cem=kept(exercises={"check_by_hand": handed_in("80")}),
        dov=kept(exercises={"check_by_hand": handed_in(*"1234", "right")}),
    )
    shown = section(soup, "A forward pass by hand: what comes out?")
    assert shown.img["alt"].partition("? ")[2] == (
        "at the first try Right: 1 of 4 (25%). "
        "at the second or third Right: 1 of 4 (25%). "
        "later Right: 1 of 4 (25%). not yet 1 of 4 (25%)."
    )
    (row,) = shown.select("tbody tr, table > tr")
    answer, told = (cell.get_text() for cell in row.select("td"))
    assert answer == "80 (2 learners)"  # what one gave is not shown
    assert told.startswith("That is what the first unit adds.")


def test_it_says_which_page_to_repeat(a_class):
    idea = IDEAS[2]
    wrong = {form: wrong_answer(idea.form(form)) for form in FORMS}
    _, soup = a_class(
        ada=kept(
            name="a",
            questions={QUESTION: chosen(next(iter(OPTIONS)))},
            exercises={"check_by_hand": handed_in("right")},
        ),
        # What was believed before, or is left weeks later, does not count.
        ben=kept(
            questions={
                idea.form(form).text: chosen(wrong[form]) for form in FORMS
            }
        ),
    )
    assert f"{idea.page}, where 0 of 1 were right." in soup.get_text()
    learners, _ = classroom.read(a_class.folder)
    assert understood(count(learners)) == {
        "03 The inputs": (0, 1),
        "04 The final ReLU": (1, 1),
    }


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: ascii(text)[:9])
def test_what_is_written_in_a_file_is_text_and_no_more(a_class, hostile):
    """In names, in answers, and as what a file itself is called."""
    files = {
        login: kept(
            name=f"{hostile} {login}" if login == "ada" else hostile,
            questions={QUESTION: chosen(hostile), hostile: chosen(hostile)},
            exercises={
                "check_repair": handed_in(hostile),
                "check_by_hand": handed_in(hostile),
                "check_treatment: network 1": handed_in(hostile),
            },
        )
        for login in ("ada", "ben")
    }
    named = re.sub(r"[/\0]", "_", hostile)[:40]
    (a_class.folder / f"{named}.json").write_text("broken", "utf-8")
    class_files.write(a_class.folder / named / "a.json", kept(name="c"))
    said, soup = a_class(**files)
    assert len(said) == 2
    for tag in soup.find_all(True):
        assert tag.name not in ("script", "iframe", "object", "form", "link")
        assert not [name for name in tag.attrs if name.startswith("on")]
        for name in ("src", "href"):
            assert tag.get(name, "data:").startswith("data:")
    assert "49" not in section(soup, "Heal the patient.").get_text()
    for name in FILES:
        if name.endswith("csv"):
            for row in rows(a_class.to / name):
                for cell in row:
                    text = cell.lstrip()
                    assert not text.startswith(tuple("=+@＝＋－＠"))
                    assert not text.startswith("-") or float(text)
                    assert len(cell) <= 200 and cell.isprintable()
    assert all(sentence.isprintable() for sentence in said)


def test_files_by_email_have_any_name(a_class):
    for number, name in enumerate(
        ["answers.json", "answers (1).json", "Ωmega.JSON", "answers.json.txt"]
    ):
        content = kept(questions={QUESTION: chosen(next(iter(OPTIONS)))})
        content["name"] = str(number)
        class_files.write(a_class.folder / name, content)
    hidden = a_class.folder / ".ipynb_checkpoints" / "answers.json"
    class_files.write(hidden, kept())
    copy = a_class.folder / "copy.json"
    copy.write_bytes((a_class.folder / "answers.json").read_bytes())
    said, soup = a_class()
    assert "4 learners" in soup.get_text()
    assert said[1:] == [
        "Skipped copy.json: it says what answers.json says."
    ]  # fmt: skip


def wrong_answer(question):
    return next(o for o in question.options if o != question.right)


def test_it_says_of_each_idea_who_knew_it_when(a_class):
    one, other = IDEAS[:2]
    right = {form: chosen(one.form(form).right) for form in FORMS}
    _, soup = a_class(
        ada=kept(questions={one.form(f).text: right[f] for f in FORMS}),
        ben=kept(
            questions={
                one.before.text: chosen(wrong_answer(one.before)),
                one.after.text: chosen(one.after.right),
                other.before.text: chosen("I do not know yet."),
            }
        ),
    )
    heading = soup.find("h2", string="Did it help?")
    cells = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in heading.find_next("table").find_all("tr")
    ]
    assert cells[:3] == [
        ["idea", "before", "at the end", "weeks later"],
        [one.name, "1 of 2", "2 of 2", "1 of 1"],
        [other.name, "0 of 1", "–", "–"],
    ]
    assert len(cells) == 1 + len(IDEAS)
    learners, _ = classroom.read(a_class.folder)
    earned = [sum(p for p, _ in points(one).values()) for one in learners]
    assert earned == [1, 1]  # for what they know at the end, and no other
    shown = section(soup, one.before.text)
    assert "Self-test (before)" in shown.get_text()


def test_points_are_for_predicting_for_solving_and_for_the_self_test(a_class):
    question = IDEAS[0].after
    a_class(
        ada=kept(
            name="Ada",
            questions={
                QUESTION: chosen(next(iter(OPTIONS))),
                question.text: chosen(
                    wrong_answer(question), None, question.right
                ),
            },
            exercises={"check_fingerprint": handed_in("0", "right")},
        )
    )
    (learner,), _ = classroom.read(a_class.folder)
    found = points(learner)
    assert found["01 The question"] == (2, 4)
    assert found["07 Your turn"] == (1, 6 + 5 + 8)
    header, possible, ada = rows(a_class.to / "points_canvas.csv")
    # What Canvas' importer looks for, and where.
    assert header[:4] == ["Student", "ID", "SIS Login ID", "Section"]
    assert "Points Possible" in possible[0]
    assert ada[:5] == ["Ada", "", "ada", "", "2"] and possible[4] == "4"
    header, ada = rows(a_class.to / "points_moodle.csv")
    assert header[:3] == ["username", "name", "Accuracy 0: 01 The question"]
    assert ada[:3] == ["ada", "Ada", "2"]


def test_a_misconception_is_worked_out_anew_and_trains_nothing():
    assert misconception("check_fingerprint", "0").startswith("Not every")
    assert misconception("check_accuracy_inputs", "0, 1")
    for patient, name in your_turn.NAMES.items():
        for changed, said in your_turn.MISCONCEPTIONS[patient].items():
            exercise = f"check_treatment: {name}"
            assert misconception(exercise, f"{changed}=1") == said
    for answer in ("", "nan", "__import__('os')", "9" * 5000, "1e999"):
        for asked in everything():
            assert misconception(asked.key, answer) == ""


def test_nobody_answered_yet(a_class):
    said, soup = a_class()
    assert said[0].startswith("The answers of 0 learners are in ")
    assert "No answers were found." in soup.get_text()
    assert len(rows(a_class.to / "class.csv")) == 1


def test_every_picture_has_its_words_and_is_in_the_page(a_class):
    _, soup = a_class(**{f"l{n}": answers(n) for n in range(3)})
    pictures = soup.select("img")
    assert len(pictures) > 30
    for picture in pictures:
        assert len(picture["alt"]) > 40
        assert picture["src"].startswith("data:image/png;base64,")
    policy = soup.select_one("meta[http-equiv]")["content"]
    assert policy.startswith("default-src 'none'")
    assert [h.get_text() for h in soup.select("h2")] == [
        "Which page to repeat",
        "Did it help?",
        *dict.fromkeys(a.page for a in everything()),
    ]


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "helpers.classroom", *arguments],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(FOLDER.parent)},
        **options,
    )


def test_the_command(tmp_path, a_class):
    class_files.write(a_class.folder / "a.json", answers())
    (a_class.folder / "b.json").write_text("broken", "utf-8")
    done = run(str(a_class.folder), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    page = Path("build", "class.html")
    assert done.stdout.splitlines() == [
        f"The answers of 1 learner are in {page}.",
        "Skipped b.json: it is broken, or no JSON.",
    ]
    for arguments, sentence in {
        (): "Say where the files are: make collect FOLDER=/home",
        ("",): "Say where the files are: make collect FOLDER=/home",
        ("nowhere",): "There is no folder nowhere.",
    }.items():
        done = run(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, f"{sentence}\n")


def test_make_collect_calls_it():
    makefile = (FOLDER.parent / "Makefile").read_text("utf-8")
    (command,) = re.findall(r"^collect:.*\n\t(.+)$", makefile, re.MULTILINE)
    assert command == '@$(BIN)/python -m helpers.classroom "$(FOLDER)"'


def test_what_a_learner_has_is_what_is_read(tmp_path, monkeypatch):
    """The file that the pages write, and none besides."""
    from helpers import exercises, lab
    from helpers.pages.shared import answers as file

    lab.make_copies(sorted(FOLDER.glob("*.ipynb"))[:1], tmp_path / "my")
    monkeypatch.setenv(
        "JPY_SESSION_NAME", str(tmp_path / "my" / "01_the_question.ipynb")
    )
    monkeypatch.setattr(file, "_waiting", [])
    exercises.predict(QUESTION)._buttons[list(OPTIONS)[1]].click()
    exercises.check_fingerprint(0)
    (learner,), said = classroom.read(tmp_path)
    assert said == [] and learner.login == "my"
    assert learner.tries[QUESTION][0].answer == list(OPTIONS)[1]
    assert learner.tries["check_fingerprint"][0].answer == "0"
    before = json.loads((tmp_path / "my" / "answers.json").read_text("utf-8"))
    classroom.collect(tmp_path, tmp_path / "build")  # from a page, even
    after = json.loads((tmp_path / "my" / "answers.json").read_text("utf-8"))
    assert before == after
