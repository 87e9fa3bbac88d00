"""Who was given what, and what they were told of it afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from modules.enums import NoticeKind
from modules.models.catalogue import Piece, Version
from modules.models.files import StoredFile


class DownloadGrant(models.Model):
    """One permission to fetch one file, however often its bytes are fetched while it lasts.

    `piece` None: the archive of the whole module. `evidence` and `organisation` are what made the
    person eligible at that moment (accounts.enums.Evidence, or "programme").
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="download_grants"
    )
    version = models.ForeignKey(Version, models.PROTECT, related_name="grants")
    piece = models.ForeignKey(Piece, models.PROTECT, null=True, blank=True, related_name="grants")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="grants")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="download_grants"
    )
    evidence = models.CharField(max_length=20)
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-granted_at",)
        indexes: ClassVar = [
            models.Index(fields=["version", "person"], name="grant_by_version"),
            models.Index(fields=["organisation", "granted_at"], name="grant_by_organisation"),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "version": "export+keep",
            "piece": "export+keep",
            "organisation": "export+keep",
            "granted_at": "export+keep",
        }
        plain = ("id", "file", "evidence")

    def __str__(self) -> str:
        return f"{self.person}: {self.piece or self.version}"


class Notice(models.Model):
    """An earlier downloader was told of a version that is newer, or that is withdrawn. Once."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="module_notices"
    )
    version = models.ForeignKey(Version, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-told_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "person", "version", "kind", name="downloader_hears_of_a_version_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"
            ),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "version": "export+keep",
            "told_at": "export+keep",
        }
        plain = ("id", "kind")

    def __str__(self) -> str:
        return f"{self.person}: {self.version}, {self.get_kind_display().lower()}"
