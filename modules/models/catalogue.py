"""Modules, their numbered versions, and the papers and agenda of each. Published is for ever."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import F, Q

from modules.enums import PieceKind
from modules.models.files import StoredFile

TEXTS_OF_A_VERSION = (
    "module_id",
    "number",
    "name",
    "summary",
    "purpose",
    "audience",
    "minutes",
    "preparation_minutes",
    "outcomes",
    "keywords",
    "notes",
    "published_at",
)


def _changes(column: str) -> str:
    return f"OLD.{column} IS DISTINCT FROM NEW.{column}"


def _frozen(operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Refuses to add, change or remove a part of a published version."""
    return pgtrigger.Trigger(
        name=f"published_stays_{str(operation).lower()}",
        when=pgtrigger.Before,
        operation=operation,
        declare=[("whole", "BIGINT")],
        func="""
            IF TG_OP = 'DELETE' THEN whole := OLD.version_id;
            ELSE whole := NEW.version_id; END IF;
            IF EXISTS (SELECT 1 FROM modules_version WHERE id = whole AND number IS NOT NULL)
            THEN RAISE EXCEPTION 'A published version never changes.'; END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
        """,
    )


FROZEN = tuple(map(_frozen, (pgtrigger.Insert, pgtrigger.Update, pgtrigger.Delete)))


class Collection(models.Model):
    """Modules that belong together: those of The Productive Leader, the three board modules.

    `is_for_boards`: a workshop pack starts with these.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    summary = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    is_for_boards = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "name")

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "slug", "name", "summary", "position", "is_for_boards")

    def __str__(self) -> str:
        return self.name


class Module(models.Model):
    """What the catalogue lists. `published` is the version people get; None: not in it yet.

    `name` is that of the published version, or of the draft before there is one. `document` is
    what the search reads; services.searching keeps it. `review_told`: the `review_on` that the
    administrators have been told of.
    """

    slug = models.SlugField(max_length=80, unique=True)
    collection = models.ForeignKey(Collection, models.PROTECT, related_name="modules")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    published = models.OneToOneField(
        "modules.Version", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    related = models.ManyToManyField("self", blank=True)
    review_on = models.DateField(null=True, blank=True)
    review_told = models.DateField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=400, blank=True)
    document = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ("collection__position", "position", "name")
        indexes: ClassVar = [GinIndex(fields=["document"], name="module_search")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="withdrawn_module_says_why",
            ),
        ]

    class Privacy:
        subject = "withdrawn_by"
        personal: ClassVar[dict[str, str]] = {"withdrawn_by": "export+keep"}
        plain = (
            "id",
            "slug",
            "collection",
            "position",
            "name",
            "published",
            "related",
            "review_on",
            "review_told",
            "withdrawn_at",
            "withdrawal_reason",
            "document",
        )

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One edition of a module. Without a number it is the draft of the next one.

    `minutes` of the session, `preparation_minutes` of each participant beforehand. `outcomes` has
    one on each line, `keywords` are separated by commas, `notes` say what is new. `archive` (all
    its files) and `picture` (of share links) are made after publishing, or `files_problem` says
    why not.
    """

    module = models.ForeignKey(Module, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    audience = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    preparation_minutes = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(600)]
    )
    outcomes = models.TextField(blank=True)
    keywords = models.CharField(max_length=400, blank=True)
    notes = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    archive = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    picture = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    files_problem = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ("module", F("number").desc(nulls_first=True))
        constraints: ClassVar = [
            models.UniqueConstraint("module", "number", name="module_version_number_is_used_once"),
            models.UniqueConstraint(
                "module", condition=Q(number=None), name="module_has_one_draft_at_most"
            ),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None)
                | Q(number__isnull=False, number__gte=1, published_at__isnull=False),
                name="published_module_version_says_when",
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(number=1) | ~Q(notes=""),
                name="newer_module_version_says_what_changed",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=5, minutes__lte=480),
                name="module_takes_five_minutes_to_eight_hours",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="published_version_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.number IS NOT NULL AND ({' OR '.join(map(_changes, TEXTS_OF_A_VERSION))})"
                ),
            )
        ]

    class Privacy:
        subject = "published_by"
        personal: ClassVar[dict[str, str]] = {"published_by": "export+keep"}
        plain = (
            "id",
            "module",
            "number",
            "name",
            "summary",
            "purpose",
            "audience",
            "minutes",
            "preparation_minutes",
            "outcomes",
            "keywords",
            "notes",
            "published_at",
            "archive",
            "picture",
            "files_problem",
        )

    def __str__(self) -> str:
        return f"{self.name}, {f'version {self.number}' if self.number else 'draft'}"

    @property
    def outcome_lines(self) -> list[str]:
        return [line for line in map(str.strip, self.outcomes.splitlines()) if line]


class Piece(models.Model):
    """One paper or film of a version: Markdown of ours, an uploaded file, or an address.

    Of a video `body` is the transcript; every other piece has a body or a file. What is removed
    from a draft can be put back until the draft is published.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="pieces")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=PieceKind.choices)
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    body = models.TextField(blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="pieces"
    )
    link = models.URLField(blank=True, validators=[URLValidator(["https"])])
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("version", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("version", "position"),
                name="piece_position_is_used_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint("version", "slug", name="piece_address_is_used_once"),
            models.CheckConstraint(
                condition=Q(kind__in=PieceKind.values), name="piece_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(body="") | Q(file__isnull=False) | ~Q(link=""),
                name="piece_has_something_in_it",
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(kind=PieceKind.VIDEO),
                name="only_a_video_lies_elsewhere",
            ),
        ]
        triggers: ClassVar = list(FROZEN)

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = (
            "id",
            "version",
            "position",
            "kind",
            "slug",
            "title",
            "body",
            "file",
            "link",
            "removed_at",
        )

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """Its name where a person's data are listed."""
        return self.title


class AgendaLine(models.Model):
    """One line of the session's agenda; those of a version add up to its minutes."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ("version", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("version", "position"),
                name="agenda_line_position_is_used_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1), name="agenda_line_takes_a_minute_at_least"
            ),
        ]
        triggers: ClassVar = list(FROZEN)

    class Privacy:
        subject = None
        personal: ClassVar[dict[str, str]] = {}
        plain = ("id", "version", "position", "minutes", "title", "note")

    def __str__(self) -> str:
        return f"{self.minutes} {self.title}"
