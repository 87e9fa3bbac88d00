"""Nora, a nurse outside any programme, downloads a paper and a whole module on her phone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.enums import RoleKind
from accounts.models import Person
from modules.models import DownloadGrant, Module, StoredFile
from modules.services.renditions import make_files
from tests.browser.looks import fits
from tests.factories.accounts import a_person, a_role, an_organisation
from tests.factories.modules import a_module, a_version, an_eligibility

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def module(live: str) -> Module:
    """With its real files, as a worker makes them."""
    module = a_module()
    make_files(module.published.pk)
    module.published.refresh_from_db()
    return module


@pytest.fixture
def nora(module: Module) -> Person:
    person = a_person("Nora Ellis")
    an_eligibility(person, an_organisation())
    return person


def taken(page: Page, press: Callable[[], None]) -> tuple[str, str]:
    """Name and checksum of what the browser saved."""
    with page.expect_download() as coming:
        press()
    path = coming.value.path()
    return coming.value.suggested_filename, hashlib.sha256(Path(path).read_bytes()).hexdigest()


def kept(name: str, file: StoredFile) -> tuple[str, str]:
    return name, file.sha256


def guide_of(module: Module) -> StoredFile:
    return module.published.pieces.get(slug="guide").rendition.file


def test_a_nurse_downloads_a_paper_and_everything_on_a_phone(
    phone: Page,
    sign_in: Any,
    check_accessible: Callable[[Page], None],
    module: Module,
    nora: Person,
) -> None:
    page = sign_in(phone, nora)
    page.goto(f"/modules/{module.slug}/")
    fits(page)
    guide = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="Guide"))
    assert taken(page, guide.get_by_role("button").tap) == kept(
        f"{module.slug}-guide-version-1.pdf", guide_of(module)
    )
    everything = page.get_by_role("button", name="Download everything").first
    assert taken(page, everything.tap) == kept(
        f"{module.slug}-version-1.zip", module.published.archive
    )
    expect(page.get_by_role("heading", level=1)).to_have_text(module.name)
    check_accessible(page)

    page.goto("/account/downloads/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My downloads")
    expect(page.get_by_role("heading", level=2)).to_have_text(
        [f"{module.name}: Everything", f"{module.name}: Guide"]
    )
    page.get_by_text("Has it arrived whole?").first.tap()
    expect(page.get_by_text(module.published.archive.sha256)).to_be_visible()
    fits(page)
    check_accessible(page)
    again = page.get_by_role("button", name="Download again Guide").tap
    assert taken(page, again) == kept(f"{module.slug}-guide-version-1.pdf", guide_of(module))
    assert DownloadGrant.objects.count() == 2


def test_without_script_a_press_brings_the_file_and_the_list_tells_what_became_of_it(
    no_script: Page,
    sign_in: Any,
    check_accessible: Callable[[Page], None],
    module: Module,
    nora: Person,
) -> None:
    page = sign_in(no_script, nora)
    page.goto("/account/downloads/")
    expect(page.get_by_role("heading", level=2)).to_have_text("Nothing yet")
    check_accessible(page)
    page.goto(f"/modules/{module.slug}/")
    everything = page.get_by_role("button", name="Download everything").first
    assert taken(page, everything.click)[1] == module.published.archive.sha256

    a_version(module)
    page.goto("/account/downloads/")
    expect(page.get_by_text("There is a newer version")).to_be_visible()
    check_accessible(page)

    module.withdrawn_at, module.withdrawal_reason = timezone.now(), "A figure was wrong."
    module.save()
    page.reload()
    expect(page.get_by_text("A figure was wrong.")).to_be_visible()
    expect(page.get_by_role("button", name="Download again")).to_have_count(0)
    check_accessible(page)


def test_an_address_that_is_too_old_says_how_to_get_a_new_one(
    phone: Page,
    sign_in: Any,
    check_accessible: Callable[[Page], None],
    module: Module,
    nora: Person,
    settings: Any,
    expected_complaints: list[str],
) -> None:
    expected_complaints.append("410")
    settings.DOWNLOAD_MINUTES = -1
    page = sign_in(phone, nora)
    page.goto(f"/modules/{module.slug}/")
    page.get_by_role("button", name="Download everything").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("This download has expired")
    fits(page)
    check_accessible(page)
    page.get_by_role("link", name=f"Go to “{module.name}”").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(module.name)


def test_an_administrator_sees_how_often_and_takes_a_spreadsheet(
    desktop: Page, sign_in: Any, check_accessible: Callable[[Page], None], module: Module
) -> None:
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    for code, people in (("RNV", 6), ("RSF", 3), ("RX1", 2)):
        for _ in range(people):
            DownloadGrant.objects.create(
                person=a_person("Nora Ellis"),
                version=module.published,
                file=module.published.archive,
                organisation=an_organisation(code, f"{code} NHS Trust"),
                evidence="domain",
            )
    page = sign_in(desktop, dana)
    page.goto("/office/downloads/")
    expect(page.get_by_role("row", name="RNV NHS Trust 6 6")).to_be_visible()
    expect(page.get_by_role("row", name="2 others together – 5")).to_be_visible()
    expect(page.get_by_text("RSF NHS Trust")).to_have_count(0)
    check_accessible(page)
    sheet = page.get_by_role("link", name="The same as a spreadsheet")
    assert taken(page, sheet.click)[0].endswith(".xlsx")
    page.set_viewport_size({"width": 320, "height": 700})
    fits(page)
    check_accessible(page)
