"""A nurse who may have everything, and what the tests of downloads do with her."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Person
from modules.models import Module, Version
from modules.queries.downloads import address_of
from modules.services.downloads import grant_download
from tests.factories.accounts import a_person, an_organisation
from tests.factories.modules import a_file, an_eligibility

CONTENT = bytes(range(256)) * 40


def a_nurse() -> Person:
    person = a_person("Nora Ellis")
    an_eligibility(person, an_organisation("RNV", "Northvale"))
    return person


def version_of(module: Module) -> Version:
    assert module.published
    return module.published


def withdraw(module: Module) -> None:
    module.withdrawn_at, module.withdrawal_reason = timezone.now(), "A figure was wrong."
    module.save()


def given(person: Person, module: Module, content: bytes = CONTENT) -> str:
    """The address of a piece with this content, given to the person."""
    version = version_of(module)
    piece = version.pieces.get(slug="guide")
    piece.rendition.file = a_file(content)
    piece.rendition.save()
    return address_of(grant_download(by=person, version=version, piece=piece))


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content
