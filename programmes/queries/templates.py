"""Reads: the templates, their versions, what uses them."""

from __future__ import annotations

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from programmes.models import ProgrammeTemplate, TemplateVersion
from programmes.queries.contents import Contents, contents_of

PUBLISHED = Q(number__isnull=False)


def offered_templates() -> QuerySet[ProgrammeTemplate]:
    """Those a programme can be started from: not retired, with a published version."""
    published = TemplateVersion.objects.filter(PUBLISHED, template=OuterRef("pk"))
    return ProgrammeTemplate.objects.filter(Exists(published), retired_on=None)


def published_versions(template: ProgrammeTemplate) -> QuerySet[TemplateVersion]:
    """Newest first, with `used`: how many programmes keep it."""
    return (
        template.versions.filter(PUBLISHED)
        .select_related("template", "published_by")
        .annotate(used=Count("programmes"))
        .order_by("-number")
    )


def latest_version(template: ProgrammeTemplate) -> TemplateVersion:
    """The published version that new programmes get; DoesNotExist for a template without one."""
    return published_versions(template).latest("number")


def draft_in(template: ProgrammeTemplate) -> TemplateVersion | None:
    """The version that is being written, if one is."""
    return template.versions.filter(number=None).select_related("template").first()


def standing_contents(template: ProgrammeTemplate) -> Contents:
    """What a change starts from: the draft, else the latest version."""
    return contents_of(draft_in(template) or latest_version(template))


def next_number(template: ProgrammeTemplate) -> int:
    """The number that the draft gets when it is published."""
    numbers = template.versions.aggregate(last=Max("number"))
    return (numbers["last"] or 0) + 1


def with_use(templates: QuerySet[ProgrammeTemplate]) -> QuerySet[ProgrammeTemplate]:
    """With `latest` (its number), `published_at`, `has_draft` and `used` (how many programmes)."""
    drafts = TemplateVersion.objects.filter(template=OuterRef("pk"), number=None)
    return templates.annotate(
        latest=Max("versions__number"),
        published_at=Max("versions__published_at"),
        used=Count("versions__programmes", distinct=True),
        has_draft=Exists(drafts),
    ).order_by("retired_on", "name")
