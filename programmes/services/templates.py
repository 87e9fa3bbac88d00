"""Making templates, changing them in a draft, publishing the draft as the next version.

A published version never changes: what is written here goes into the draft, and a running
programme keeps the version it began with. Lock order: the template, then its versions.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Person
from accounts.permissions import require_national
from productive_leader.core import audit
from productive_leader.core.dates import today
from productive_leader.core.permissions import Permission, require
from programmes import permissions
from programmes.models import ProgrammeTemplate, TemplateVersion
from programmes.queries.contents import Contents, contents_of
from programmes.queries.template_checks import problems_of
from programmes.queries.templates import (
    draft_in,
    latest_version,
    next_number,
    standing_contents,
)
from programmes.services.template_fixture import starting_templates
from programmes.services.template_rows import write_contents

ADDRESSES_OF_OURS = frozenset({"new"})
NO_DRAFT = "There is no draft to publish. Change something and save it first."


class StaleDraft(Exception):
    """Somebody saved the draft since it was read; `contents` are what is kept now."""

    def __init__(self, contents: Contents) -> None:
        super().__init__("Somebody changed this draft meanwhile.")
        self.contents = contents


@transaction.atomic
def install_templates() -> None:
    """Put the templates we start with in place. One that is there already is left alone."""
    for slug, contents, notes in starting_templates():
        template, is_new = ProgrammeTemplate.objects.get_or_create(
            slug=slug, defaults={"name": contents.name, "summary": contents.summary}
        )
        if is_new:
            version = TemplateVersion.objects.create(
                template=template, number=1, notes=notes, published_at=timezone.now()
            )
            write_contents(version, contents)
            audit.record(by=None, action="template.installed", target=template)


@transaction.atomic
def add_template(
    *, by: Person, name: str, summary: str, like: ProgrammeTemplate | None = None
) -> ProgrammeTemplate:
    """A new template with a draft, empty or copied from the latest version of `like`."""
    require_national(by, Permission.MANAGE_TEMPLATES)
    name = name.strip()
    _require_own_name(name)
    template = ProgrammeTemplate(slug=_free_slug(name), name=name, summary=summary.strip())
    template.full_clean()
    template.save()
    draft = TemplateVersion.objects.create(template=template)
    if like is not None:
        write_contents(draft, contents_of(latest_version(like)))
    audit.record(by=by, action="template.added", target=template)
    return template


def _require_own_name(name: str, template: ProgrammeTemplate | None = None) -> None:
    namesakes = ProgrammeTemplate.objects.filter(name__iexact=name)
    others = namesakes.exclude(pk=template.pk) if template else namesakes
    if others.exists():
        raise ValidationError({"name": f"There is a template called “{name}” already."})


def _free_slug(name: str) -> str:
    """The name as an address; with a number where that is taken."""
    stem = slugify(name)[:45].strip("-") or "template"
    taken = set(ProgrammeTemplate.objects.filter(slug__startswith=stem).values_list("slug"))
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 4)))
    used = {slug for (slug,) in taken} | ADDRESSES_OF_OURS
    return next(one for one in candidates if one not in used)


@transaction.atomic
def save_draft(
    *, by: Person, template: ProgrammeTemplate, contents: Contents, seen: str
) -> TemplateVersion:
    """Keep the draft of the next version; the first save makes it. Locks the template.

    `seen`: the fingerprint of what was read before the change. Raises StaleDraft when that is no
    longer what is kept. The name and summary belong to the template, so they change at once.
    """
    locked = _locked(by, template)
    kept = standing_contents(locked)
    if kept.fingerprint != seen:
        raise StaleDraft(kept)
    _require_own_name(contents.name, locked)
    locked.name, locked.summary = contents.name, contents.summary
    locked.full_clean()
    locked.save(update_fields=["name", "summary"])
    draft = draft_of(locked)
    write_contents(draft, contents)
    audit.record(by=by, action="template.draft_saved", target=draft)
    return draft


def draft_of(template: ProgrammeTemplate) -> TemplateVersion:
    """The draft of a template; a new one is a copy of the latest version.

    Called by services, inside their transaction, with the template locked.
    """
    draft = draft_in(template)
    if draft is None:
        draft = TemplateVersion.objects.create(template=template)
        write_contents(draft, contents_of(latest_version(template)))
    return draft


@transaction.atomic
def publish_template(
    *, by: Person, template: ProgrammeTemplate, notes: str, seen: str
) -> TemplateVersion:
    """Make the draft the next version, for programmes started from now on. Locks the template.

    Raises StaleDraft when the draft is not the one that was looked at, and ValidationError with a
    sentence for each thing that stands in the way.
    """
    locked = _locked(by, template)
    draft = draft_in(locked)
    if draft is None:
        raise ValidationError(NO_DRAFT)
    contents = contents_of(draft)
    if contents.fingerprint != seen:
        raise StaleDraft(contents)
    if problems := problems_of(contents):
        raise ValidationError(problems)
    draft.number, draft.notes = next_number(locked), notes.strip()
    draft.published_at, draft.published_by = timezone.now(), by
    draft.full_clean()
    draft.save()
    audit.record(by=by, action="template.published", target=draft, detail={"number": draft.number})
    return draft


@transaction.atomic
def retire_template(*, by: Person, template: ProgrammeTemplate) -> ProgrammeTemplate:
    """Offer it no longer to new programmes; running ones go on. Twice changes nothing."""
    locked = _locked(by, template)
    if locked.retired_on is None:
        locked.retired_on = today()
        locked.save(update_fields=["retired_on"])
        audit.record(by=by, action="template.retired", target=locked)
    return locked


@transaction.atomic
def offer_template(*, by: Person, template: ProgrammeTemplate) -> ProgrammeTemplate:
    """Offer a retired one again."""
    locked = _locked(by, template)
    if locked.retired_on is not None:
        locked.retired_on = None
        locked.save(update_fields=["retired_on"])
        audit.record(by=by, action="template.offered", target=locked)
    return locked


def _locked(by: Person, template: ProgrammeTemplate) -> ProgrammeTemplate:
    mine = permissions.templates_managed_by(by)
    require(Permission.MANAGE_TEMPLATES, obj=template, among=mine)
    return ProgrammeTemplate.objects.select_for_update().get(pk=template.pk)
