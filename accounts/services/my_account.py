"""What people do with their own account: rename, sign out elsewhere, take their data, go."""

import datetime as dt
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts import queries, sessions
from accounts.models import Person
from accounts.services.eligibility import forget_eligibility
from productive_leader.core import audit, privacy
from productive_leader.core.dates import today
from productive_leader.core.staying import reasons_to_stay

NAME_OF_THE_GONE = "Somebody who has left"


@transaction.atomic
def rename_myself(*, by: Person, name: str) -> None:
    """Give oneself another name. `name` has been checked by the form."""
    by.name = name
    by.save(update_fields=["name"])
    audit.record(by=by, action="person.renamed", target=by)


@transaction.atomic
def end_my_sessions(*, by: Person, current_key: str | None, only: int | None = None) -> int:
    """End one other session of one's own, or all others. Returns how many ended."""
    others = sessions.others_of(by, current_key=current_key)
    ended = sessions.end(others if only is None else others.filter(pk=only))
    audit.record(by=by, action="person.ended_sessions", target=by, detail={"ended": ended})
    return ended


@transaction.atomic
def export_my_data(*, by: Person) -> dict[str, list[dict[str, Any]]]:
    """All that is held about a person, for the person alone."""
    audit.record(by=by, action="person.exported", target=by)
    return queries.all_about(by)


@transaction.atomic
def delete_my_account(*, by: Person) -> None:
    """Erase a person as the registers say; what is left has a number and no name.

    Refused while somebody depends on them: whoever leads a programme hands it over first.
    Roles end, sessions end, logs go; audit events keep the number, aggregates stay as they are.
    """
    person = Person.objects.select_for_update().get(pk=by.pk)
    if reasons := reasons_to_stay(person.pk):
        raise ValidationError([reason.sentence for reason in reasons])
    address, name = person.email, person.name
    audit.record(by=person, action="person.deleted", target=person)
    sessions.end_all(person)
    forget_eligibility(person)
    person.roles.filter(Q(ends_on=None) | Q(ends_on__gte=today()), starts_on__lt=today()).update(
        ends_on=today() - dt.timedelta(days=1)
    )
    person.roles.filter(starts_on__gte=today()).delete()
    privacy.erase_for(person.pk, address)
    _erase_mentions(address, name)
    person.refresh_from_db()
    person.name, person.is_active = NAME_OF_THE_GONE, False
    person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()


def _erase_mentions(address: str, name: str) -> None:
    """The admin site's own log names what it changed."""
    for word in filter(None, (address, name)):
        named = LogEntry.objects.filter(
            Q(object_repr__icontains=word) | Q(change_message__icontains=word)
        )
        named.update(object_repr="", change_message="")
