"""Notebook 07 in JupyterLab: the networks, the checkup and the self-test."""

import pytest
from contrast import contrast
from page_checks import *  # noqa: F403
from page_checks import CUT_OFF, FORGET, rgb

from helpers.pages.shared.ideas import IDEAS
from helpers.pages.your_turn.checklist import CHECKLIST
from helpers.pages.your_turn.hypotheses import (
    HYPOTHESES,
    LONG,
    OUTPUT,
    VERDICTS,
)
from helpers.pages.your_turn.investigation import COMMIT

PAGE = "07_your_turn"


@pytest.fixture
def figure(page):
    figure = page.figure("sliders.one_weight()")
    figure.click("reset to the question")
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


def cell(page, source):
    return page.page.locator(".jp-Notebook .jp-CodeCell", has_text=source)


def test_the_checkup_shows_a_card_with_evidence(page):
    card = cell(page, "report = checkup(*first)").locator("ol li")
    assert card.count() == 1
    text = card.inner_text()
    for word in ("bounded_output", "Evidence:", "Why:", "Fix:"):
        assert word in text
    page.screenshot("card", cell(page, "report = checkup(*first)"))


def test_the_proof_shows_before_and_after(page):
    rows = cell(page, "report.prove()").locator("tbody tr")
    assert "worse" in rows.nth(0).inner_text()
    assert "learned" in rows.nth(1).inner_text()


def test_network_4_flies_apart_where_the_page_says(page, figure):
    while "learning rate 0.01)" not in figure.sentence():
        figure.press("learning rate", "ArrowRight")
    figure.drag("input range", 0)
    assert figure.sentence().startswith("converging")
    figure.drag("input range", 0.5)
    assert figure.sentence().startswith("flying apart")


def test_the_self_test_ends_with_a_result_to_keep(page):
    root = page.figure("self_test()").root
    for idea in IDEAS:
        name = idea.after.right
        root.get_by_role("button", name=name, exact=True).click()
    count = len(IDEAS)
    root.get_by_text(f"{count} of {count} right.").wait_for()
    rows = root.locator("tbody tr")
    assert rows.count() == count
    assert rows.first.inner_text().split("\t")[:3] == [
        IDEAS[0].name, "no answer", "right",
    ]  # fmt: skip
    with page.page.expect_download() as download:
        root.get_by_role("link", name="Keep the result").click()
    assert download.value.suggested_filename == "my_self_test.txt"
    text = download.value.path().read_text("utf-8")
    assert text.count("(right)") == count
    page.screenshot("self_test", root)


@pytest.mark.parametrize("name", ["The checklist of", "Further reading"])
def test_a_folded_card_opens(page, name):
    summary = page.page.locator(".jp-Notebook summary", has_text=name)
    summary.click()
    inside = summary.locator("xpath=..").locator("td, li")
    assert inside.count() >= 6 and inside.first.is_visible()


def buttons(root):
    """By name, those that are seen."""
    found = root.get_by_role("button").filter(visible=True)
    return [name.strip() for name in found.all_inner_texts()]


def test_a_case_goes_from_hypothesis_over_tests_to_a_verdict(page):
    """By key, and it is there when the cell runs again."""
    question = "Network 1: what holds it back?"
    page.start_code(FORGET)
    page.start_cell(f'investigate("{question}"')
    page.settle()
    root = page.figure(f'investigate("{question}"').root
    assert buttons(root) == [*HYPOTHESES, COMMIT]

    def press(name):
        button = root.locator("button", has_text=name)
        button.press("Enter")
        page.settle()
        assert button.evaluate("e => e === document.activeElement")

    press(LONG)
    assert len(buttons(root)) == len(HYPOTHESES) + 1 + 2
    press("What do ten times the epochs give?")
    spoken = root.locator("[role=status]")
    spoken.get_by_text(f"It speaks against: {LONG}").wait_for()
    press(OUTPUT)
    press("Is the output free?")
    spoken.get_by_text(f"It speaks for: {OUTPUT}").wait_for()
    root.get_by_text("2 tests so far.").wait_for()
    press(COMMIT)
    said = VERDICTS[question][OUTPUT]
    spoken.get_by_text(said).wait_for()
    for theme in ("Light", "Dark"):
        page.set_theme(f"JupyterLab {theme}")
        colors = root.locator("td").first.evaluate(
            """e => [getComputedStyle(e).color,
            getComputedStyle(document.body).backgroundColor]"""
        )
        assert contrast(*map(rgb, colors)) >= 4.5
        page.screenshot(f"case_{theme.lower()}", root)
    page.set_theme("JupyterLab Light")
    page.start_cell(f'investigate("{question}"')
    page.settle()
    root.get_by_text(said).wait_for()
    root.get_by_text("2 tests so far.").wait_for()
    before = page.active_cell()
    page.page.keyboard.press("Escape")
    page.page.keyboard.press("Shift+Enter")
    page.wait_until(
        "at => driver.panel.content.activeCellIndex === at", before + 1
    )
    page.settle()


def test_shift_enter_goes_on_after_a_click_on_a_test(page):
    root = page.figure('investigate("Network 3: what happened?"').root
    root.get_by_role("button", name="Is the output free?").click()
    root.get_by_text("29%").first.wait_for()
    before = page.active_cell()
    page.page.keyboard.press("Shift+Enter")
    page.wait_until(
        "at => driver.panel.content.activeCellIndex === at", before + 1
    )
    page.settle()


def test_the_list_of_tests_stands_alone_and_is_not_cut_off(page):
    names = [test.name for test in CHECKLIST]
    root = page.figure('investigate("Network 3: what happened?"').root
    assert buttons(root) == [*names, *HYPOTHESES, COMMIT]
    page.page.set_viewport_size({"width": 640, "height": 700})
    page.show_files(False)
    page.settle()
    try:
        page.screenshot("case_640", root)
        assert root.evaluate(CUT_OFF) == []
    finally:
        page.page.set_viewport_size({"width": 1280, "height": 900})
        page.show_files(True)
