"""Conversations with people outside: who waits since when, and what was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from django.db.models import Count, DateTimeField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from accounts.permissions import organisations_of
from modules.enums import EnquiryState
from modules.models import Enquiry, EnquiryMessage
from productive_leader.core.dates import LONDON, today
from productive_leader.core.working_days import working_days_after

ANSWERED_WITHIN = 5  # working days
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One enquiry as the list shows it. `since`: the first word of theirs that we left unanswered,
    or the last word of all where nobody waits.
    """

    enquiry: Enquiry
    since: dt.datetime
    first_words: str

    @property
    def due_on(self) -> dt.date:
        return due_on(self.since)

    @property
    def is_overdue(self) -> bool:
        return self.enquiry.state == EnquiryState.OPEN and self.due_on < today()


def due_on(since: dt.datetime) -> dt.date:
    """The last day on which an answer is in time."""
    return working_days_after(since.astimezone(LONDON).date(), ANSWERED_WITHIN)


def in_state(enquiries: QuerySet[Enquiry], state: EnquiryState) -> QuerySet[Enquiry]:
    """Those that wait for us, the longest waiting first; of others, the latest first."""
    mine = EnquiryMessage.objects.filter(enquiry=OuterRef("pk"))
    answered = mine.filter(is_ours=True).order_by("-written_at").values("written_at")[:1]
    unanswered = (
        mine.filter(is_ours=False, written_at__gt=OuterRef("answered_at"))
        .order_by("written_at")
        .values("written_at")[:1]
    )
    last = mine.order_by("-written_at").values("written_at")[:1]
    chosen = enquiries.filter(state=state).annotate(
        answered_at=Coalesce(Subquery(answered), Value(LONG_AGO), output_field=DateTimeField()),
        since=Coalesce(Subquery(unanswered), Subquery(last), "asked_at"),
        first_words=Subquery(mine.order_by("written_at", "pk").values("text")[:1]),
    )
    return chosen.order_by("since" if state == EnquiryState.OPEN else "-since", "pk")


def as_rows(enquiries: Iterable[Enquiry]) -> list[Row]:
    """One query. `enquiries` come from in_state."""
    return [
        Row(one, getattr(one, "since"), getattr(one, "first_words") or "")  # noqa: B009 - annotated
        for one in enquiries
    ]


def states_with_counts(enquiries: QuerySet[Enquiry]) -> list[tuple[EnquiryState, int]]:
    """Every state with how many are in it."""
    numbers = {state.value: Count("pk", filter=Q(state=state)) for state in EnquiryState}
    counted = enquiries.aggregate(**numbers)
    return [(state, counted[state.value]) for state in EnquiryState]


def enquiry_threads() -> QuerySet[Enquiry]:
    """Everybody who knows the key of one may read it and write on."""
    return Enquiry.objects.all()


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation, oldest message first."""

    enquiry: Enquiry
    messages: list[EnquiryMessage]

    @property
    def due_on(self) -> dt.date:
        """The last day on which an answer to what waits is in time."""
        waiting = takewhile(lambda message: not message.is_ours, reversed(self.messages))
        moments = [message.written_at for message in waiting]
        return due_on(moments[-1] if moments else self.enquiry.asked_at)

    @property
    def is_overdue(self) -> bool:
        return self.enquiry.state == EnquiryState.OPEN and self.due_on < today()


def thread_of(enquiry: Enquiry) -> Thread:
    """One query."""
    return Thread(enquiry, list(enquiry.messages.select_related("by")))


def fingerprint_of(enquiry: Enquiry) -> str:
    """What somebody has seen of a conversation: another after each message and each change."""
    last = enquiry.messages.order_by("-written_at", "-pk").values_list("pk", flat=True).first()
    return f"{last or 0}-{enquiry.state}"


def oldest_open() -> tuple[int, dt.datetime | None]:
    """How many wait for us, and since when the first of them."""
    waiting = in_state(Enquiry.objects.all(), EnquiryState.OPEN)
    first = as_rows(waiting[:1])
    return waiting.count(), first[0].since if first else None


def closed_before(moment: dt.datetime) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(state=EnquiryState.CLOSED, closed_at__lt=moment)


def facilitators_near(person: Person) -> list[Person]:
    """Whom a person can ask in their own organisations, by name."""
    posts = Role.objects.current().filter(
        kind=RoleKind.FACILITATOR, organisation__in=organisations_of(person)
    )
    found = Person.objects.filter(pk__in=posts.values("person"), is_active=True)
    return list(found.exclude(pk=person.pk).order_by("name"))


def organisation_of(person: Person) -> Organisation | None:
    """Where the person works, the first by name of several."""
    return organisations_of(person).order_by("name").first()


def next_full_hour() -> dt.datetime:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    return now + dt.timedelta(hours=1)
