"""The files of a result; and that no format shows a group under five."""

import io
import re

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.services import reports
from tests.assessments.scenes import a_scene, page, text
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db

FILES = ["pdf", "xlsx", "csv"]
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@pytest.fixture
def scene(two_weeks):
    return two_weeks


def test_a_file_comes_as_an_attachment_of_our_own_name(client, scene, finished):
    for extension in FILES:
        response = page(client, scene.alice, f"/results/{finished.pk}.{extension}")
        assert response["Content-Type"] == TYPES[extension]
        assert re.fullmatch(
            rf'attachment; filename="result-of-dr-alice-ahmed-\d{{4}}-\d\d-\d\d\.{extension}"',
            response["Content-Disposition"],
        )


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_a_file_that_is_not_there_yet_leads_to_the_page(client, scene, state):
    report = scene.ask()
    if state == "failed":
        reports.fail_report(report.pk)
    for extension in FILES:
        response = page(client, scene.alice, f"/results/{report.pk}.{extension}", 302)
        assert response["Location"] == f"/results/{report.pk}/"


def test_a_spreadsheet_has_a_sheet_for_each_table(client, scene, finished):
    response = page(client, scene.alice, f"/results/{finished.pk}.xlsx")
    assert load_workbook(io.BytesIO(response.content)).sheetnames == [
        "In short",
        "Where the time went",
        "What the time was for",
        "Interruptions",
        "How well the weeks are logged",
        "A week released, beside others",
        "Evidence and method",
    ]


def test_a_personal_pdf_takes_three_sheets(finished):
    assert len(PdfReader(io.BytesIO(finished.pdf)).pages) <= 3


def test_the_middle_of_a_team_of_four_is_in_no_format(client, db):
    scene = a_scene(4)
    alice, report = scene.alice, scene.result()
    assert report.figures["beside"] is None
    pages = [page(client, alice, f"/results/{report.pk}/").content.decode()]
    pages.append(page(client, alice, f"/results/{report.pk}.csv").content.decode())
    pages.append("".join(one.extract_text() for one in PdfReader(io.BytesIO(report.pdf)).pages))
    book = load_workbook(io.BytesIO(page(client, alice, f"/results/{report.pk}.xlsx").content))
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    pages.append(" ".join(map(str, cells)))
    assert ["Middle of the team" in one for one in pages] == [False] * 4


def test_a_team_of_four_gets_a_sentence_instead_of_a_button(client, db):
    scene = a_scene(4)
    shown = text(page(client, scene.bob, "/results/"))
    assert "There are 4 people, and figures are shown from 5 on." in shown
    assert "Work out the result" not in shown
    client.force_login(scene.bob)
    response = client.post("/results/", {"scope": "team", "team": scene.team.pk, "kind": "leader"})
    assert response.status_code == 422
    assert "so far 4 people have logged both weeks." in text(response)


def test_a_team_of_five_shows_no_name_and_no_single_figure(client, db):
    scene = a_scene(5)
    report = scene.team_result()
    shown = text(page(client, scene.bob, f"/results/{report.pk}/"))
    assert "About 50 hours a week released, 5 people together, good evidence." in shown
    assert "Where the time went, mean of 5 people" in shown
    csv = page(client, scene.bob, f"/results/{report.pk}.csv").content.decode()
    names = [person.name for person in make.leaders_of(scene.team)]
    assert [name for name in names if name in shown or name in csv] == []
