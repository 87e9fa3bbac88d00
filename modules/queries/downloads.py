"""What somebody may ask for, was given, and at which address for a short while."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from accounts.models import Person
from modules.models import DownloadGrant, Module, Piece, Version
from modules.permissions import versions_open_to
from modules.queries.files import file_name, type_in_words

EVERYTHING = "Everything"
WITH_FILES = ("file", "piece", "version__module")


class Expired(Exception):
    """The address was right and is too old; `grant` is what it was for."""

    def __init__(self, grant: DownloadGrant) -> None:
        super().__init__("This address has expired.")
        self.grant = grant


@dataclass(frozen=True, slots=True)
class Given:
    """One line of "What I downloaded". `newer`: the number of a version that has come since."""

    grant: DownloadGrant
    title: str
    file_type: str
    newer: int | None
    is_withdrawn: bool
    is_open: bool

    @property
    def module(self) -> Module:
        return self.grant.version.module

    @property
    def label(self) -> str:
        return f"{self.title} of {self.module.name}, version {self.grant.version.number}"

    @property
    def piece_slug(self) -> str:
        return self.grant.piece.slug if self.grant.piece else ""


def versions_to_ask_for() -> QuerySet[Version]:
    """Every published version, those of withdrawn modules included: they have a reason to tell."""
    known = Version.objects.filter(number__isnull=False, module__published__isnull=False)
    return known.select_related("module")


def pieces_to_ask_for(version: Version) -> QuerySet[Piece]:
    return version.pieces.filter(removed_at=None)


def address_of(grant: DownloadGrant) -> str:
    """Where the bytes are, for DOWNLOAD_MINUTES from now, for whoever has the address."""
    return reverse("file", args=[_signer().sign(str(grant.pk)), name_of(grant)])


def name_of(grant: DownloadGrant) -> str:
    """The file's name on the reader's machine."""
    return file_name(grant.version, grant.piece, grant.file)


def grant_at(token: str, name: str) -> DownloadGrant | None:
    """The grant behind an address, or None for one we never gave or whose account is closed.

    Raises Expired. One query at most.
    """
    try:
        pk = _signer().unsign(token)
    except BadSignature:
        return None
    grants = DownloadGrant.objects.filter(pk=pk, person__is_active=True)
    grant = grants.select_related(*WITH_FILES).first()
    if grant is None or name_of(grant) != name:
        return None
    try:
        _signer().unsign(token, max_age=dt.timedelta(minutes=settings.DOWNLOAD_MINUTES))
    except SignatureExpired:
        raise Expired(grant) from None
    return grant


def grants_of(person: Person) -> QuerySet[DownloadGrant]:
    """What this person was given, newest first; `is_open` says what could be given again."""
    open_now = versions_open_to(person).filter(pk=OuterRef("version"))
    grants = DownloadGrant.objects.filter(person=person).annotate(is_open=Exists(open_now))
    return grants.select_related(*WITH_FILES, "version__module__published")


def given(grant: DownloadGrant) -> Given:
    """A row of `grants_of` as its line."""
    version, latest = grant.version, grant.version.module.published
    newest = latest.number if latest else None
    return Given(
        grant=grant,
        title=grant.piece.title if grant.piece else EVERYTHING,
        file_type=type_in_words(grant.file),
        newer=newest if newest and newest > (version.number or 0) else None,
        is_withdrawn=version.module.withdrawn_at is not None,
        is_open=getattr(grant, "is_open", False),
    )


def _signer() -> TimestampSigner:
    return TimestampSigner(sep=".", salt="modules.download")
