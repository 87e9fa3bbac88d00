"""The PDF of a pack: made by the worker, made anew when the pack changes, failing with a reason."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from modules.models import StoredFile
from modules.services.files import open_file
from productive_leader.core import outbox
from productive_leader.core.models import ItemState, OutboxItem
from programmes.enums import PrintState
from programmes.models import Printout, Workshop
from programmes.services.printouts import TASK, WENT_WRONG, fail_printout, print_workshop
from programmes.services.workshops import change_workshop, move_module
from programmes.tasks import give_up_on_printout
from tests.factories.modules import a_module
from tests.factories.workshops import (
    a_board_module,
    a_secretary,
    a_workshop,
    board_modules,
    printed,
)
from tests.support.pdf import structure
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> Workshop:
    return printed(a_workshop(a_secretary(), held_on=dt.date(2026, 3, 3)))


def content(workshop: Workshop) -> bytes:
    with open_file(workshop.printout.file) as file:
        return file.read()


def again(workshop: Workshop) -> Workshop:
    """Read from the database."""
    return Workshop.objects.select_related("printout__file").get(pk=workshop.pk)


def pdf_of(workshop: Workshop) -> str:
    return f"/workshops/{workshop.pk}.pdf"


def print_of(workshop: Workshop) -> str:
    return f"/workshops/{workshop.pk}/print/"


def page_of(workshop: Workshop) -> str:
    return f"/workshops/{workshop.pk}/"


def test_the_worker_makes_a_tagged_pdf(workshop: Workshop):
    pdf = content(workshop)
    tags = {element["/S"] for element in structure(pdf)}
    assert {"/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/P", "/Link"} <= tags
    assert PdfReader(BytesIO(pdf)).metadata.title == workshop.title
    assert workshop.printout.state == PrintState.DONE
    assert workshop.printout.file.content_type == "application/pdf"


def test_each_paper_begins_a_sheet_and_the_contents_say_where(workshop: Workshop):
    pages = [page.extract_text() for page in PdfReader(BytesIO(content(workshop))).pages]
    assert len(pages) == 7
    starts = ("Board workshop", "Agenda", "Pre-read", "Questions", "Case study", "Evidence", "Dec")
    for page, start in zip(pages[1:], starts[1:], strict=True):
        assert page.startswith(start)
    assert "To read beforehand\nCommitment and purpose" in pages[0]
    assert "Tuesday 3 March 2026" in pages[0]


def test_it_is_kept_under_a_plain_name(workshop: Workshop):
    response = client_of(workshop.owner).get(pdf_of(workshop))
    assert response.headers["Content-Type"] == "application/pdf"
    name = 'attachment; filename="board-workshop-commitment-and-purpose.pdf"'
    assert response.headers["Content-Disposition"] == name
    assert b"".join(response.streaming_content) == content(workshop)


def test_until_it_is_there_the_page_says_how_far_it_is():
    made = a_workshop(a_secretary())
    client = client_of(made.owner)
    response = client.get(pdf_of(made))
    assert response.url == page_of(made)
    page = client.get(response.url).text
    assert "Making the PDF: putting the papers together" in page
    assert 'max="2" value="0"' in page
    Printout.objects.update(state=PrintState.WORKING, step=1)
    assert "Making the PDF: drawing the pages" in client.get(response.url).text
    printed(made)
    assert "Download PDF" in client.get(response.url).text


def test_it_is_made_anew_when_the_pack_changes(workshop: Workshop):
    before = content(workshop)
    path = workshop.printout.file.path
    said = {"held_on": workshop.held_on, "starts_at": None, "team": None}
    change_workshop(by=workshop.owner, workshop=workshop, title="Our board in spring", **said)
    assert again(workshop).printout.state == PrintState.WAITING
    after = printed(again(workshop))
    assert content(after) != before
    assert "Our board in spring" in PdfReader(BytesIO(content(after))).pages[0].extract_text()
    assert not StoredFile.objects.filter(sha256=path.split("/")[1]).exists()


def test_it_stays_when_nothing_in_it_changes(workshop: Workshop):
    said = {"held_on": workshop.held_on, "starts_at": None, "team": None}
    change_workshop(by=workshop.owner, workshop=workshop, title=workshop.title, **said)
    assert again(workshop).printout.state == PrintState.DONE


def test_a_change_while_it_is_drawn_counts(monkeypatch: pytest.MonkeyPatch):
    """The order changes between reading and keeping: what was drawn is thrown away."""
    secretary, modules = a_secretary(), board_modules()
    made = a_workshop(secretary, modules)
    edition = made.printout.edition

    def change_meanwhile(html: str, *, title: str) -> bytes:
        move_module(by=secretary, workshop=made, version=modules[0].published, up=False)
        return b"%PDF drawn too early"

    monkeypatch.setattr("programmes.services.printouts.render_pdf", change_meanwhile)
    print_workshop(made.pk, edition)
    monkeypatch.undo()
    found = again(made).printout
    assert (found.state, found.file, found.edition) == (PrintState.WAITING, None, edition + 1)
    assert StoredFile.objects.count() == 0
    assert content(printed(made)).startswith(b"%PDF-1.7")


def test_the_same_item_run_again_changes_nothing(workshop: Workshop):
    before = content(workshop)
    print_workshop(workshop.pk, workshop.printout.edition)
    assert content(again(workshop)) == before
    print_workshop(workshop.pk + 1, 1)  # is not there


def test_three_failures_say_why_and_a_press_makes_it_again(monkeypatch: pytest.MonkeyPatch):
    made = a_workshop(a_secretary())

    def fail(html: str, *, title: str) -> bytes:
        raise OSError("no memory")

    monkeypatch.setattr("programmes.services.printouts.render_pdf", fail)
    item = OutboxItem.objects.get(task=TASK)
    for _ in range(3):
        OutboxItem.objects.update(due_at=item.created_at)
        outbox.run_item(item.pk)
    monkeypatch.undo()
    item.refresh_from_db()
    assert item.state == ItemState.FAILED
    client = client_of(made.owner)
    page = client.get(page_of(made)).text
    assert WENT_WRONG in page
    assert "Make the PDF again" in page
    assert client.get(pdf_of(made)).url == page_of(made)
    assert client.post(print_of(made)).url == page_of(made)
    assert again(made).printout.state == PrintState.WAITING
    assert content(printed(made)).startswith(b"%PDF-1.7")


def test_one_press_or_ten_make_it_once(workshop: Workshop):
    Printout.objects.update(state=PrintState.FAILED, reason=WENT_WRONG)
    client = client_of(workshop.owner)
    for _ in range(10):
        client.post(print_of(workshop))
    assert again(workshop).printout.edition == 2


def test_giving_up_on_an_older_edition_leaves_the_newer_alone(workshop: Workshop):
    give_up_on_printout(workshop.pk, 1, reason="OSError: no memory")
    assert again(workshop).printout.state == PrintState.DONE
    Printout.objects.update(state=PrintState.WAITING, edition=7)
    fail_printout(workshop.pk, 6)
    assert again(workshop).printout.state == PrintState.WAITING


def test_a_file_that_is_gone_is_made_again_by_a_press(workshop: Workshop):
    storages["files"].delete(workshop.printout.file.path)
    client = client_of(workshop.owner)
    page = client.get(pdf_of(workshop), follow=True).text
    assert "The PDF is not there any more." in page
    assert "Make the PDF again" in page
    client.post(print_of(workshop))
    assert content(printed(workshop)).startswith(b"%PDF-1.7")


def test_another_persons_pdf_does_not_exist(workshop: Workshop):
    stranger = client_of(a_secretary(name="Tom Price"))
    assert stranger.get(pdf_of(workshop)).status_code == 404
    assert stranger.post(print_of(workshop)).status_code == 404
    assert Client().get(pdf_of(workshop)).status_code == 302


def test_a_pack_of_team_modules_is_printed_as_well():
    made = a_workshop(a_secretary(), [a_module("Email under control"), a_board_module()])
    assert content(printed(made)).startswith(b"%PDF-1.7")


def refused(constraint: str, **values: object) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Printout.objects.update(**values)


@pytest.mark.usefixtures("workshop")
def test_the_database_knows_what_a_printout_is():
    refused("printout_state_is_known", state="lost")
    refused("finished_printout_has_its_file", file=None)
    refused("failed_printout_says_why", state=PrintState.FAILED)
    refused("printout_progress_stays_within_its_steps", step=3)
