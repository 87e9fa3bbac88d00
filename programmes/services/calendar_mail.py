"""The mails of a release: the ledger's rows and one message for each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.mail import UnsafeHeader
from productive_leader.core.models import Email
from programmes.enums import CalendarMethod
from programmes.models import CalendarMessage, Edition, Invitation, PlanLine, Release, Team
from programmes.notifications.releases import News, tell_calendar
from programmes.queries.told import last_mails, told_before


@transaction.atomic
def write_release(*, release_id: int) -> None:
    """Write the messages of a release; again, it changes nothing.

    Those of earlier releases of the team that are not written yet come first. All of a release is
    written or nothing, so a worker that is killed leaves nothing half told. Locks the releases.
    """
    release = Release.objects.get(pk=release_id)
    earlier = Release.objects.filter(team=release.team_id, number__lte=release.number)
    waiting = earlier.select_for_update(of=("self",)).filter(written_at=None)
    for one in waiting.select_related("team__programme__facilitator").order_by("number"):
        _write(one)


def _write(release: Release) -> None:
    lines = release.lines
    people = Person.objects.in_bulk({line.person for line in lines})
    invitations = Invitation.objects.select_related("session__released").in_bulk(
        [line.invitation for line in lines]
    )
    editions = Edition.objects.select_related("facilitator").in_bulk(
        {line.edition for line in lines}
    )
    before = told_before(invitations)
    mails = last_mails(release.team, people)
    for person_id, news in _by_person(lines, invitations, editions, before, release.at).items():
        person = people[person_id]
        email = _mail(release, person, news, mails.get(person_id))
        _add_to_ledger(news, email, release)
    release.written_at = timezone.now()
    release.save(update_fields=["written_at"])


def _by_person(
    lines: Iterable[PlanLine],
    invitations: Mapping[int, Invitation],
    editions: Mapping[int, Edition],
    before: Mapping[int, CalendarMessage],
    stamp: datetime,
) -> dict[int, list[News]]:
    found: dict[int, list[News]] = defaultdict(list)
    for line in lines:
        if line.invitation in invitations:  # erased meanwhile, perhaps
            news = News(
                invitation=invitations[line.invitation],
                method=CalendarMethod(line.method),
                sequence=line.sequence,
                edition=editions[line.edition],
                stamp=stamp,
                before=before.get(line.invitation),
            )
            found[line.person].append(news)
    return found


def _mail(
    release: Release, person: Person, news: Sequence[News], after: UUID | None
) -> Email | None:
    """None for whoever can no longer be written to; the ledger says so."""
    if not person.is_active:
        return None
    try:
        with transaction.atomic():
            return tell_calendar(
                release.team,
                person,
                news,
                after=after,
                key=f"release:{release.pk}:{person.pk}",
            )
    except UnsafeHeader:
        return None


def _add_to_ledger(news: Iterable[News], email: Email | None, release: Release | None) -> None:
    CalendarMessage.objects.bulk_create(
        CalendarMessage(
            invitation=one.invitation,
            release=release,
            edition=one.edition,
            method=one.method,
            sequence=one.sequence,
            stamp=one.stamp,
            email=email,
        )
        for one in news
    )


def send_again(
    team: Team, person: Person, invitations: Iterable[Invitation], *, stamp: datetime
) -> Email:
    """All the given sessions in one message, as they were told last, in an open transaction."""
    news = [
        News(
            invitation=one,
            method=CalendarMethod.REQUEST,
            sequence=one.told_sequence or 0,
            edition=one.told_edition,
            stamp=stamp,
            before=None,
        )
        for one in invitations
        if one.told_edition
    ]
    after = last_mails(team, [person.pk]).get(person.pk)
    email = tell_calendar(team, person, news, after=after, is_again=True)
    _add_to_ledger(news, email, None)
    return email
