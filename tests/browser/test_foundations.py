"""The parts that every journey stands on."""

import pytest


def test_a_missing_page_is_told_accessibly(desktop, live, check_accessible, expected_complaints):
    expected_complaints.append("404")
    desktop.goto("/nowhere/")
    assert desktop.locator("h1").inner_text() == "We could not find this page"
    check_accessible(desktop)


def test_a_missing_page_is_told_accessibly_without_script(
    no_script, live, check_accessible, expected_complaints
):
    expected_complaints.append("404")
    no_script.goto("/nowhere/")
    check_accessible(no_script)
    no_script.set_content("<title>As sent</title><script>document.title = 'Changed'</script>")
    assert no_script.title() == "As sent"


def test_an_inaccessible_page_is_reported(desktop, live, check_accessible):
    desktop.set_content("<html><body><img src='data:,'></body></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        check_accessible(desktop)
