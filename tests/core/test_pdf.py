import io

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from productive_leader.core.pdf import render_pdf
from tests.support.pdf import structure


@pytest.fixture(scope="module")
def pdf():
    html = render_to_string("pdf/base.html", {"title": "Your week <one>"})
    body = "<h2>Where the time went</h2><table><tr><th>Day</th></tr><tr><td>Mon</td></tr></table>"
    html = html.replace("<main>", f"<main>{body}")
    return render_pdf(html, title="Your week – The Productive Leader")


@pytest.fixture(scope="module")
def reader(pdf):
    return PdfReader(io.BytesIO(pdf))


def test_the_file_is_tagged_titled_and_in_english(reader):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata.title == "Your week – The Productive Leader"
    assert "pdfuaid:part" in reader.xmp_metadata.stream.get_data().decode()


def test_headings_and_tables_are_tagged(pdf):
    tags = {element["/S"] for element in structure(pdf)}
    assert {"/H1", "/H2", "/Table", "/TR", "/TH", "/TD", "/P"} <= tags


def test_the_print_style_is_used(reader):
    page = reader.pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    assert page.extract_text().splitlines()[-1] == "The Productive Leader Page 1 of 1"


def test_words_in_the_title_are_escaped(reader):
    assert "Your week <one>" in reader.pages[0].extract_text()
