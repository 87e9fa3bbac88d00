"""Files by their content. The bytes lie in the storage named "files", under their checksum."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class StoredFile(models.Model):
    """One content, kept once however often it is used. `size` in bytes; a row never changes."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="file_is_named_by_its_checksum"
            )
        ]

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "sha256", "size", "content_type", "stored_at")

    def __str__(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        """The name in the storage: two letters, a slash, the checksum."""
        return f"{self.sha256[:2]}/{self.sha256}"


class Rendition(models.Model):
    """The PDF made of a paper's Markdown, once its version is published."""

    piece = models.OneToOneField("modules.Piece", models.CASCADE, related_name="rendition")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "piece", "file", "made_at")

    def __str__(self) -> str:
        return f"PDF of {self.piece}"
