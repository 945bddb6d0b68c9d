"""What a teacher prints: pages without answers, and a key with all of them."""

import re
import subprocess
import sys
from collections import Counter

import handout
import pytest
from browser import find_browser
from bs4 import BeautifulSoup
from notebook_files import NOTEBOOKS, code_cells, questions, read

from helpers.exercises import REVEALS
from helpers.pages.shared.ideas import FORMS, IDEAS, LATER
from helpers.pages.your_turn.exercise import MISCONCEPTIONS, WHY

SELF_TEST = {
    form: {idea.form(form).text: idea.form(form).options for idea in IDEAS}
    for form in FORMS
}
ALL = REVEALS | {q: o for form in SELF_TEST.values() for q, o in form.items()}
SHEETS = [*NOTEBOOKS, LATER]


def squeezed(text):
    return re.sub(r"\s+", " ", text)


def plain(reveal):
    return reveal.replace("*", "")


@pytest.fixture(scope="module")
def files():
    return handout.render()


@pytest.fixture(scope="module")
def soups(files):
    return {n: BeautifulSoup(html, "html.parser") for n, html in files.items()}


@pytest.fixture(scope="module")
def texts(soups):
    return {name: squeezed(soup.get_text()) for name, soup in soups.items()}


def asked(page):
    """Each question of a page with its options, the self-test's too."""
    if page == LATER:
        return SELF_TEST[LATER]
    found = dict(questions(read(page)))
    for cell in code_cells(read(page)):
        for form in re.findall(r'self_test\((?:"(\w+)")?\)', cell.source):
            found |= SELF_TEST[form or "after"]
    return {question: ALL[question] for question in found}


def solutions(page):
    return [
        solution
        for cell in read(page).cells
        for summary, solution in handout.DETAILS.findall(cell.source)
        if summary == "Solution"
    ]


def test_one_for_each_page_and_a_key(files):
    assert list(files) == [*SHEETS, "key"]
    counted = Counter(q for page in SHEETS for q in asked(page))
    assert counted == Counter(dict.fromkeys(ALL, 1))


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_a_page_asks_everything(page, soups):
    found = {}
    for box in soups[page].select(".asked:has(.options)"):
        question = squeezed(box.p.get_text()).partition(". ")[2]
        found[question] = [li.get_text() for li in box.select("li")]
    assert found == {q: list(options) for q, options in asked(page).items()}
    exercises = [
        cell.source
        for cell in code_cells(read(page))
        if re.search(r"^check_", cell.source, re.MULTILINE)
    ]
    boxes = soups[page].select(".asked:not(:has(.options))")
    assert len(boxes) == len(exercises) == len(solutions(page)) >= 1
    for box, source in zip(boxes, exercises, strict=True):
        assert source.endswith(box.pre.get_text())
        assert len(box.select(".line")) >= 3


def test_page_01_tells_its_story_after_its_self_test(texts):
    text = texts[NOTEBOOKS[0]]
    begin = text.index(IDEAS[-1].before.text)
    assert begin < text.index("Someone new to machine learning")


def test_some_weeks_later_there_is_a_sheet_of_its_own(soups):
    boxes = soups[LATER].select(".asked:has(.options)")
    assert [squeezed(b.p.get_text()).partition(". ")[2] for b in boxes] == [
        idea.later.text for idea in IDEAS
    ]


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_a_page_opens_as_on_the_screen(page, texts):
    title, _, opening = read(page).cells[0].source.partition("\n")
    html = BeautifulSoup(handout.as_html(opening), "html.parser")
    assert squeezed(html.get_text()).strip() in texts[page]
    assert title.removeprefix("# ") in texts[page]


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_gives_nothing_away(sheet, texts):
    text = texts[sheet]
    for options in ALL.values():
        for reveal in options.values():
            assert plain(reveal) not in text
    for solution in solutions(sheet) if sheet in NOTEBOOKS else ():
        for code in re.findall(r"`(my_\w+ = [^`]+)`", solution):
            assert squeezed(code) not in text
        html = BeautifulSoup(handout.as_html(solution), "html.parser")
        for paragraph in html.select("p"):
            assert squeezed(paragraph.get_text()) not in text
    assert "Solution" not in text and "What you know now" not in text


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_no_output_comes_after_the_question_it_answers(page):
    """Up to the next heading; what an exercise needs is printed with it."""
    path = handout.ROOT / "notebooks" / f"{page}.ipynb"
    for section in handout.read(path).sections:
        kinds = [p.kind for group in section.on_paper for p in group]
        after = kinds[section.first :]
        assert "code" not in after
        assert "figure" not in after[1:]


def test_the_pictures_are_those_that_a_question_is_about(soups):
    shown = {page: len(soups[page].select("img")) for page in NOTEBOOKS}
    assert {page for page, count in shown.items() if count} == {NOTEBOOKS[-1]}
    for image in soups[NOTEBOOKS[-1]].select("img"):
        assert "loss" in image["alt"]


def test_the_key_has_every_question_and_every_answer(soups, texts):
    found = {}
    for box in soups["key"].select(".asked:has(.options)"):
        question = squeezed(box.p.get_text()).partition(". ")[2]
        found[question] = {
            squeezed(li.get_text()): bool(li.select(".full"))
            for li in box.select("li")
        }
    assert found == {
        question: {
            squeezed(f"{option} {plain(reveal)}"): reveal.startswith("Yes.")
            for option, reveal in options.items()
        }
        for question, options in ALL.items()
    }
    for rights in found.values():
        assert sum(rights.values()) == 1
    for table in (WHY, MISCONCEPTIONS):
        for sentences in table.values():
            for said in sentences.values():
                assert said in texts["key"]
    for idea in IDEAS:
        assert f"To read again: {idea.page}" in texts["key"]


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_the_key_has_every_solution_under_the_same_number(page, soups, texts):
    for solution in solutions(page):
        html = BeautifulSoup(handout.as_html(solution), "html.parser")
        assert squeezed(html.get_text()).strip() in texts["key"]
    numbered = soups[page].select(".asked:has(.options) > p:first-child")
    for line in numbered:
        assert squeezed(line.get_text()) in texts["key"]


def test_nothing_is_loaded_from_elsewhere(soups):
    for soup in soups.values():
        assert soup.select("script, link, iframe, object") == []
        for image in soup.select("img"):
            assert image["src"].startswith("data:image/png;base64,")
        assert "url(" not in soup.style.get_text()


def test_without_a_browser_it_says_how_to_print(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(handout, "find_browser", lambda: None)
    handout.main(tmp_path / "new")
    assert "print them (Ctrl + P)" in capsys.readouterr().out
    assert len(list(tmp_path.glob("new/*.html"))) == len(SHEETS) + 1


def test_with_a_browser_there_are_pdfs(tmp_path, say):
    if find_browser() is None:
        pytest.skip("There is no browser to print with.")
    # As `make` does; two Playwrights do not run in one process.
    subprocess.run([sys.executable, handout.__file__, tmp_path], check=True)
    sheets = {}
    for path in sorted(tmp_path.glob("*.pdf")):
        data = path.read_bytes()
        assert data.startswith(b"%PDF")
        sheets[path.stem] = len(re.findall(rb"/Type\s*/Page\b", data))
        box = re.search(rb"/MediaBox \[0 0 (\S+) ([\d.]+)\]", data)
        assert [round(float(n)) for n in box.groups()] == [595, 842]  # A4
    assert list(sheets) == sorted([*SHEETS, "key"])
    assert sheets["key"] > 1
    assert max(sheets[page] for page in SHEETS) <= 10
    say(", ".join(f"{name} {count}" for name, count in sheets.items()))
