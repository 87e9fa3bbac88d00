"""When a module is looked at again, and telling the administrators before that day."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Person
from modules.models import Module
from modules.notifications.reviews import tell_of_reviews
from modules.queries.office import administrators, reviews_to_tell
from modules.services.drafts import locked_module
from productive_leader.core import audit
from productive_leader.core.dates import today

IN_THE_PAST = "Choose a day that is still to come."


@transaction.atomic
def set_review_date(*, by: Person, module: Module, review_on: dt.date) -> Module:
    """Choose the day of the next review; the administrators are told again before it."""
    if review_on <= today():
        raise ValidationError({"review_on": IN_THE_PAST})
    locked = locked_module(by, module)
    locked.review_on = review_on
    locked.save(update_fields=["review_on"])
    audit.record(by=by, action="module.review_set", target=locked)
    return locked


@transaction.atomic
def tell_reviews() -> int:
    """Tell every administrator of the reviews due within thirty days; how many modules it was.

    One message for all of them, once for each date. Ticked by the clock, several may run: each
    takes the modules that no other has locked.
    """
    modules = list(reviews_to_tell().select_for_update(skip_locked=True, of=("self",)))
    people = list(administrators()) if modules else []
    if not people:
        return 0
    for person in people:
        tell_of_reviews(person, modules)
    for module in modules:
        module.review_told = module.review_on
        module.save(update_fields=["review_told"])
    return len(modules)
