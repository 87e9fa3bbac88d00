import io
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from productive_leader.core.charts import LONGEST_BAR, BarPair, paired_bars
from productive_leader.core.palette import PALETTE
from productive_leader.core.pdf import render_pdf
from tests.support.pdf import structure

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    BarPair("Planning, thinking and deciding", 300, 450, "c01"),
    BarPair("Email & messages", 600, 420, "c08"),
    BarPair("Break", 0, 0, "c16"),
]


@pytest.fixture
def chart():
    return paired_bars(
        "Email takes 3 hours less a week",
        "Hours a week for each category.",
        ROWS,
        names=("Baseline", "Repeat"),
        name="week",
    )


def drawn(chart):
    svg = render_to_string("components/charts/paired_bars.svg.html", {"chart": chart})
    return ElementTree.fromstring(svg.strip())


def test_the_longest_bar_fills_the_width_and_the_others_keep_proportion(chart):
    widths = [(row.before.width, row.after.width) for row in chart.rows]
    assert widths == [(185.0, 277.5), (float(LONGEST_BAR), 259.0), (0.0, 0.0)]


def test_hours_stand_beside_their_bars(chart):
    words = [(row.before.value.text, row.after.value.text) for row in chart.rows]
    assert words == [("5.0", "7.5"), ("10.0", "7.0"), ("0.0", "0.0")]


def test_before_is_hollow_and_after_solid_in_the_colour_of_the_category(chart):
    row = chart.rows[0]
    assert (row.before.fill, row.after.fill) == ("#ffffff", PALETTE["c01"].fill)
    assert row.before.stroke == row.after.stroke == PALETTE["c01"].edge


def test_nothing_overlaps_and_everything_is_inside(chart):
    edges = [chart.key[0].y, chart.key[0].y + chart.key[0].height]
    for row in chart.rows:
        edges += [row.lines[0].y - 12, row.lines[-1].y + 4]
        edges += [row.before.y, row.before.y + row.before.height]
        edges += [row.after.y, row.after.y + row.after.height]
    assert edges == sorted(edges)
    assert edges[-1] < chart.height


def test_a_long_label_takes_two_lines():
    label = "Reading and preparing papers for the board and for its quality committee"
    (row,) = paired_bars("t", "d", [BarPair(label, 60, 30, "c02")]).rows
    assert [line.text for line in row.lines] == [
        "Reading and preparing papers for the board and for",
        "its quality committee",
    ]
    assert row.lines[1].y < row.before.y


def test_counts_keep_their_unit_and_no_rows_make_an_empty_picture():
    (row,) = paired_bars("t", "d", [BarPair("Interruptions", 21, 14, "c12")], "a day").rows
    assert (row.before.value.text, row.after.value.text) == ("21 a day", "14 a day")
    assert paired_bars("t", "d", []).rows == ()


def test_the_picture_has_a_title_a_description_and_no_style_or_script(chart):
    svg = drawn(chart)
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "week-title week-description")
    assert svg.find(f"{SVG}title").text == "Email takes 3 hours less a week"
    assert svg.find(f"{SVG}desc").get("id") == "week-description"
    assert {child.tag.removeprefix(SVG) for child in svg} == {
        "title",
        "desc",
        "rect",
        "text",
        "line",
    }
    assert [e for e in svg.iter() if "style" in e.attrib or "onload" in e.attrib] == []


def test_every_row_is_written_beside_its_bars(chart):
    texts = [text.text for text in drawn(chart).iter(f"{SVG}text")]
    assert texts[:5] == ["Baseline", "Repeat", "Planning, thinking and deciding", "5.0", "7.5"]
    assert "Email & messages" in texts


def test_the_picture_is_a_figure_with_its_finding_in_a_pdf(chart):
    svg = render_to_string("components/charts/paired_bars.svg.html", {"chart": chart})
    pdf = render_pdf(f'<html lang="en-GB"><h1>Week</h1><figure>{svg}</figure></html>', title="Week")
    figures = [element for element in structure(pdf) if element["/S"] == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == ["Email takes 3 hours less a week"]
    assert "10.0" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
