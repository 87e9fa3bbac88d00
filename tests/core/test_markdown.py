import pytest

from productive_leader.core.markdown import Heading, headings_of, to_html, to_text


def test_headings_begin_below_the_page_s_own():
    assert to_html("# One\n## Two\n##### Five") == "<h2>One</h2>\n<h2>Two</h2>\n<h4>Five</h4>\n"


def test_headings_go_one_deeper_below_a_heading_of_the_page():
    html = to_html("# One\n## Two\n### Three\n#### Four", top=3)
    assert html == "<h3>One</h3>\n<h3>Two</h3>\n<h4>Three</h4>\n<h4>Four</h4>\n"


def test_a_table_has_our_classes_and_columns_for_readers():
    html = to_html("| Who | What |\n|---|---|\n| Amir | |\n")
    assert '<table class="nhsuk-table app-markdown__table">' in html
    assert '<th class="nhsuk-table__header" scope="col">Who</th>' in html


def test_a_line_to_write_on():
    assert to_html("Aim\n\n___\n") == '<p>Aim</p>\n<hr class="app-line" />\n'


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "<style>p{}</style> words",
        "a <b onmouseover=x>b</b>",
        "<!-- hidden --> <svg/onload=alert(1)>",
    ],
)
def test_raw_html_is_shown_as_text(text: str):
    html = to_html(text)
    assert html == f"<p>{_escaped(text)}</p>\n"


def _escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,hi",
        "file:///etc/passwd",
        "http://plain.example",
        "//elsewhere.example",
        "vbscript:x",
    ],
)
def test_a_link_that_leads_astray_is_text(address: str):
    assert "<a" not in to_html(f"[words]({address})")
    assert "<a" not in to_html(f"[words]\n\n[words]: {address}")
    assert "<a" not in to_html(f"<{address}>")


@pytest.mark.parametrize(
    "address", ["https://www.england.nhs.uk/", "mailto:dana@nhs.example", "/help/"]
)
def test_a_link_leads_to_safe_places(address: str):
    assert to_html(f"[words]({address})") == f'<p><a href="{address}">words</a></p>\n'


def test_no_picture_is_asked_for():
    assert "<img" not in to_html("![words](https://elsewhere.example/x.png)")


def test_words_alone():
    text = "## Begin\n\nAsk **Amir** for [the diary](/help/).\n\n- one\n"
    assert to_text(text) == "Begin Ask Amir for the diary. one"


def test_each_heading_has_an_address_of_its_own():
    text = "## Begin\n\n### Who *asks*?\n\n## Begin\n\n## —\n"
    assert headings_of(text) == [
        Heading(2, "Begin", "part-begin"),
        Heading(3, "Who asks?", "part-who-asks"),
        Heading(2, "Begin", "part-begin--2"),
        Heading(2, "—", "part-unnamed"),
    ]
    html = to_html(text, anchors=True)
    assert '<h2 id="part-begin">Begin</h2>' in html
    assert [heading.anchor in html for heading in headings_of(text)] == [True] * 4


def test_without_being_asked_no_heading_has_an_id():
    assert to_html("## Begin\n") == "<h2>Begin</h2>\n"
