"""Who is given a file, once, at which address, with which bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import queries as accounts_queries
from accounts.enums import EligibilityState, RoleKind
from accounts.models import Eligibility, Person
from accounts.services import delete_my_account
from modules import permissions
from modules.enums import PieceKind
from modules.models import DownloadGrant, Module, Version
from modules.services.downloads import grant_download
from productive_leader.core.dates import format_date, today
from tests.factories.accounts import a_person, a_role, an_organisation
from tests.factories.modules import a_module, a_version, an_eligibility
from tests.modules.downloading import CONTENT, a_nurse, body, given, version_of, withdraw
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse() -> Person:
    return a_nurse()


@pytest.fixture
def module() -> Module:
    return a_module(files=True)


def press(person: Person | None, module: Module, piece: str = "", number: int = 1) -> Any:
    url = reverse("download", args=[module.slug, number])
    return client_of(person).post(url, {"piece": piece})


def sentences(client: Client, url: str) -> list[str]:
    return [str(message) for message in client.get(url).context["messages"]]


def test_a_press_leads_to_the_bytes(nurse, module):
    answer = press(nurse, module, "guide")
    assert answer.status_code == 303
    grant = DownloadGrant.objects.get()
    got = Client().get(answer.headers["Location"])
    content = body(got)
    assert (got.status_code, hashlib.sha256(content).hexdigest()) == (200, grant.file.sha256)
    assert got.headers["Content-Disposition"] == (
        f'attachment; filename="{module.slug}-guide-version-1.pdf"'
    )


def test_without_a_piece_everything_is_given(nurse, module):
    answer = press(nurse, module)
    assert answer.headers["Location"].endswith(f"/{module.slug}-version-1.zip")
    got = Client().get(answer.headers["Location"])
    assert body(got).startswith(b"PK")
    assert got.headers["Content-Type"] == "application/zip"


def test_a_grant_keeps_what_opened_the_file(nurse, module):
    grant = grant_download(by=nurse, version=version_of(module), piece=None)
    kept = DownloadGrant.objects.get()
    assert (kept.person, kept.version, kept.piece, kept.file) == (
        nurse,
        version_of(module),
        None,
        version_of(module).archive,
    )
    assert (kept.organisation.code, kept.evidence, kept.pk) == ("RNV", "person", grant.pk)


def test_the_same_file_within_ten_minutes_is_one_grant(nurse, module):
    first = grant_download(by=nurse, version=version_of(module), piece=None)
    assert grant_download(by=nurse, version=version_of(module), piece=None) == first
    DownloadGrant.objects.update(granted_at=timezone.now() - dt.timedelta(minutes=10))
    assert grant_download(by=nurse, version=version_of(module), piece=None) != first
    assert DownloadGrant.objects.count() == 2


def test_another_piece_version_or_person_is_another_grant(nurse, module):
    version = version_of(module)
    newer = a_version(module)
    for piece in (None, *version.pieces.all()[:2]):
        grant_download(by=nurse, version=version, piece=piece)
    other = a_person("Olga Reyes")
    an_eligibility(other, an_organisation("RSF"))
    grant_download(by=other, version=version, piece=None)
    assert DownloadGrant.objects.count() == 4
    with pytest.raises(ValidationError, match="still being made: 0 of 5 files ready"):
        grant_download(by=nurse, version=newer, piece=None)


def test_fetching_the_bytes_adds_no_grant(nurse, module):
    address = press(nurse, module, "guide").headers["Location"]
    client = Client()
    client.head(address)
    body(client.get(address))
    body(client.get(address, headers={"Range": "bytes=0-1"}))
    press(nurse, module, "guide")
    assert DownloadGrant.objects.count() == 1


@pytest.mark.parametrize(
    "state", [EligibilityState.ASKED, EligibilityState.REFUSED, EligibilityState.LAPSED]
)
def test_whoever_is_not_eligible_is_given_nothing(module, state):
    person = a_person("Lena Price")
    an_eligibility(person, an_organisation(), state=state)
    answer = press(person, module, "guide")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/modules/{module.slug}/")
    assert DownloadGrant.objects.count() == 0


def test_a_yes_that_ran_out_or_was_for_another_address_gives_nothing(nurse, module):
    Eligibility.objects.update(valid_until=today() - dt.timedelta(days=1))
    with pytest.raises(PermissionDenied):
        grant_download(by=nurse, version=version_of(module), piece=None)
    Eligibility.objects.update(valid_until=today(), address="old@northvale.nhs.uk")
    with pytest.raises(PermissionDenied):
        grant_download(by=nurse, version=version_of(module), piece=None)
    assert DownloadGrant.objects.count() == 0


def test_the_page_says_why_a_press_gave_nothing(module):
    client = client_of(a_person("Lena Price"))
    client.post(reverse("download", args=[module.slug, 1]))
    assert sentences(client, f"/modules/{module.slug}/") == [
        "This download is not open to you. The page says what would open it."
    ]


def test_a_stranger_is_sent_to_sign_in(module):
    answer = press(None, module)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        reverse("account_login"),
    )


def test_a_withdrawn_module_gives_nothing_new_and_says_why(nurse, module):
    address = given(nurse, module)
    withdraw(module)
    client = client_of(nurse)
    client.post(reverse("download", args=[module.slug, 1]), {"piece": "worksheet"})
    assert sentences(client, f"/modules/{module.slug}/") == [
        (
            f"“{module.name}” was withdrawn on {format_date(today())}: A figure was wrong. "
            "Nothing of it can be downloaded any more."
        )
    ]
    assert DownloadGrant.objects.count() == 1
    assert body(Client().get(address)) == CONTENT


def test_an_older_version_is_given_as_it_was(nurse, module):
    a_version(module)
    answer = press(nurse, module, "guide", number=1)
    assert answer.headers["Location"].endswith("-guide-version-1.pdf")


def test_a_draft_and_a_piece_that_is_not_there_do_not_exist(nurse, module):
    a_version(module, published=False)
    assert press(nurse, module, number=2).status_code == 404
    assert press(nurse, module, "guides").status_code == 404
    assert press(nurse, a_module(published=False)).status_code == 404


def test_a_file_that_could_not_be_made_is_said_to_be_so(nurse):
    module = a_module()
    Version.objects.update(files_problem="OSError: disk full")
    with pytest.raises(ValidationError, match="could not be made yet"):
        grant_download(by=nurse, version=version_of(module), piece=None)


def test_a_film_elsewhere_cannot_be_downloaded_here(nurse):
    module = a_module(kinds=(), published=False)
    draft = module.versions.get()
    draft.pieces.create(
        position=1, kind=PieceKind.VIDEO, slug="film", title="Film", link="https://video.example/"
    )
    Version.objects.update(number=1, published_at=timezone.now())
    Module.objects.update(published=draft)
    with pytest.raises(ValidationError, match="“Film” lies elsewhere"):
        grant_download(by=nurse, version=draft, piece=draft.pieces.get())


def test_evidence_tells_a_decision_from_a_programme_and_an_office(nurse, module, monkeypatch):
    version = version_of(module)
    organisation = an_organisation("RSF")
    learner, dana = a_person("Lena Price"), a_person("Dana Reid")
    a_role(learner, organisation, RoleKind.PA)
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)

    def finder(person: Person) -> Any:
        mine = person == learner
        return Version.objects.all() if mine else Version.objects.none()

    monkeypatch.setattr(permissions, "_finders", {"programmes": finder})
    assert permissions.evidence_of(learner, version) == (organisation, "programme")
    assert permissions.evidence_of(dana, version) == (None, "administrator")
    assert permissions.evidence_of(nurse, version)[1] == "person"
    assert permissions.evidence_of(a_person("Charlie Hale"), version) is None
    withdraw(module)
    assert permissions.evidence_of(learner, version) is None


def test_my_downloads_say_what_when_and_whether_it_is_the_newest(nurse, module):
    grant_download(by=nurse, version=version_of(module), piece=None)
    old = a_module("Planning the workload", files=True)
    grant_download(by=nurse, version=version_of(old), piece=None)
    a_version(old)
    gone = a_module("Email under control", files=True)
    grant_download(by=nurse, version=version_of(gone), piece=None)
    withdraw(gone)
    lines = client_of(nurse).get(reverse("my_downloads")).context["given"]
    assert [(one.module.name, one.newer, one.is_withdrawn, one.is_open) for one in lines] == [
        ("Email under control", None, True, False),
        ("Planning the workload", 2, False, True),
        (module.name, None, False, True),
    ]


def test_my_downloads_are_mine_and_without_a_button_when_nothing_is_open(nurse, module):
    grant_download(by=nurse, version=version_of(module), piece=None)
    Eligibility.objects.all().delete()
    page = client_of(nurse).get(reverse("my_downloads"))
    assert "Download again" not in page.content.decode()
    other = client_of(a_person("Olga Reyes")).get(reverse("my_downloads"))
    assert other.context["given"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_my_downloads_take_as_many_queries_for_three_as_for_one(
    nurse, module, django_assert_num_queries, count
):
    pieces = list(version_of(module).pieces.all()[:count])
    for piece in pieces:
        grant_download(by=nurse, version=version_of(module), piece=piece)
    client = client_of(nurse)
    with django_assert_num_queries(6):
        assert len(client.get(reverse("my_downloads")).context["given"]) == count


def test_my_data_have_what_i_downloaded(nurse, module):
    piece = version_of(module).pieces.get(slug="guide")
    grant_download(by=nurse, version=version_of(module), piece=piece)
    export = accounts_queries.all_about(nurse)
    assert [row["version"] for row in export["modules.downloadgrant"]] == [version_of(module).pk]
    tables = {table["title"]: table for table in accounts_queries.readable(export)}
    table = tables["Download grants"]
    row = dict(zip(table["columns"], table["rows"][0], strict=True))
    assert (row["Version"], row["Piece"]) == (module.name, "Guide")


def test_who_is_erased_leaves_a_number(nurse, module):
    address = given(nurse, module)
    delete_my_account(by=nurse)
    kept = DownloadGrant.objects.get()
    assert (kept.person_id, kept.person.name) == (nurse.pk, "Somebody who has left")
    assert Client().get(address).status_code == 404
