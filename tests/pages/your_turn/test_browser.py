"""Notebook 07 in JupyterLab: the networks, the checkup and the self-test."""

import pytest
from page_checks import *  # noqa: F403

from helpers.pages.shared.ideas import IDEAS

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
