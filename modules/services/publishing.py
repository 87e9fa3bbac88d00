"""Making a draft the next version, taking a module back, putting it into the catalogue again."""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from modules.enums import NoticeKind
from modules.models import Module, Version
from modules.queries.draft_checks import problems_of
from modules.queries.drafts import Contents, contents_of, next_number, pieces_in, removed_from
from modules.services.drafts import draft_to_change, locked_module, require_own_name
from modules.services.notices import promise_notices
from modules.services.renditions import order_files
from modules.services.searching import index_module
from productive_leader.core import audit
from productive_leader.core.dates import today
from productive_leader.core.public_pages import public_pages_changed

REVIEWED_EVERY = relativedelta(months=24)
WITHDRAWAL = ("withdrawn_at", "withdrawn_by", "withdrawal_reason")
FIRST = "First edition."
WHY = "Say why, and what to take instead: earlier readers get these words."
WHAT_IS_NEW = "Say in a line or two what is new: earlier readers get these words."


class StaleDraft(Exception):
    """The draft is not the one that was looked at; `contents` are what is kept now."""

    def __init__(self, contents: Contents) -> None:
        super().__init__("Somebody changed this draft meanwhile.")
        self.contents = contents


@transaction.atomic
def publish_version(
    *,
    by: Person | None,
    module: Module,
    seen: str,
    notes: str = "",
    review_on: dt.date | None = None,
) -> Version:
    """Make the draft the next version, which nobody can change. `by` None: the system itself.

    `seen`: the fingerprint of the contents that were looked at. `review_on`: two years on unless
    given. A withdrawn module is in the catalogue again. Earlier downloaders are told afterwards.
    Locks the module, then its draft. Raises StaleDraft, and ValidationError with a sentence for
    each thing that stands in the way, also when a press was quicker.
    """
    locked = _locked(by, module)
    draft = Version.objects.select_for_update().get(pk=draft_to_change(locked).pk)
    contents = contents_of(draft)
    if contents.fingerprint != seen:
        raise StaleDraft(contents)
    if problems := problems_of(draft):
        raise ValidationError(problems)
    _number(draft, locked, notes=notes.strip(), by=by)
    _list(locked, draft, review_on)
    audit.record(by=by, action="module.published", target=draft, detail={"number": draft.number})
    order_files(draft)
    if draft.number != 1:
        promise_notices(draft, NoticeKind.NEWER)
    return draft


def _locked(by: Person | None, module: Module) -> Module:
    if by is None:
        return Module.objects.select_for_update().get(pk=module.pk)
    return locked_module(by, module)


def _number(draft: Version, module: Module, *, notes: str, by: Person | None) -> None:
    """Freeze it. What was removed goes now; what is kept stands at 1, 2, 3."""
    require_own_name(draft.name, module)
    removed_from(draft).delete()
    for place, piece in enumerate(pieces_in(draft), start=1):
        if piece.position != place:
            piece.position = place
            piece.save(update_fields=["position"])
    draft.number = next_number(module)
    draft.notes = notes or draft.notes or (FIRST if draft.number == 1 else "")
    if draft.number > 1 and not draft.notes:
        raise ValidationError({"notes": WHAT_IS_NEW})
    draft.published_at, draft.published_by = timezone.now(), by
    draft.full_clean()
    draft.save()


def _list(module: Module, version: Version, review_on: dt.date | None) -> None:
    module.published, module.name = version, version.name
    module.review_on = review_on or today() + REVIEWED_EVERY
    module.withdrawn_at = module.withdrawn_by = None
    module.withdrawal_reason = ""
    module.save(update_fields=("published", "name", "review_on", *WITHDRAWAL))
    _changed(module)


@transaction.atomic
def withdraw_module(*, by: Person, module: Module, reason: str) -> Module:
    """Take a module out of the catalogue. Its page says why; whoever has it is told.

    Withdrawn already, nothing changes and nobody is told again. Raises ValidationError without a
    reason, or when nobody could have it yet.
    """
    locked = locked_module(by, module)
    if locked.withdrawn_at is not None:
        return locked
    if locked.published is None:
        raise ValidationError("It is not in the catalogue yet, so there is nothing to withdraw.")
    if not reason.strip():
        raise ValidationError({"reason": WHY})
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
    locked.withdrawal_reason = reason.strip()
    locked.full_clean()
    locked.save(update_fields=WITHDRAWAL)
    audit.record(by=by, action="module.withdrawn", target=locked)
    _changed(locked)
    promise_notices(locked.published, NoticeKind.WITHDRAWN)
    return locked


@transaction.atomic
def restore_module(*, by: Person, module: Module) -> Module:
    """Put a withdrawn module back, as it was. Twice changes nothing."""
    locked = locked_module(by, module)
    if locked.withdrawn_at is not None:
        locked.withdrawn_at = locked.withdrawn_by = None
        locked.withdrawal_reason = ""
        locked.save(update_fields=WITHDRAWAL)
        audit.record(by=by, action="module.restored", target=locked)
        _changed(locked)
    return locked


def _changed(module: Module) -> None:
    """What the search finds and what public pages show, anew."""
    index_module(module)
    public_pages_changed()
