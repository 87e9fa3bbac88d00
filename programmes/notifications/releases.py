"""Telling one person, in one message, what a release changes in their calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Person
from productive_leader.core.links import absolute
from productive_leader.core.mail import Calendar, queue_email
from productive_leader.core.models import Email
from programmes.calendars import changes, events
from programmes.enums import CalendarMethod
from programmes.models import CalendarMessage, Edition, Invitation, Team
from programmes.queries.entries import entry_of, page_of
from programmes.queries.releases import content_of_edition


@dataclass(frozen=True, slots=True)
class News:
    """What one calendar is told of one session. `before` is what it was told last, if anything."""

    invitation: Invitation
    method: CalendarMethod
    sequence: int
    edition: Edition
    stamp: datetime
    before: CalendarMessage | None


@dataclass(frozen=True, slots=True)
class Line:
    """One session in the message. `news` is empty when it is only told again."""

    name: str
    news: str
    when: str
    place: str
    link: str
    text: str
    url: str
    is_cancelled: bool


def tell_calendar(
    team: Team,
    person: Person,
    news: Sequence[News],
    *,
    after: UUID | None,
    key: str | None = None,
    is_again: bool = False,
) -> Email:
    """One message with a calendar for each session; `is_again`: the whole series once more."""
    in_order = sorted(news, key=lambda one: one.edition.starts_at)
    lines = [_line(one, is_again=is_again) for one in in_order]
    facilitator = team.programme.facilitator
    return queue_email(
        to=person.email,
        template="programmes/release",
        context={
            "person": person,
            "team": team,
            "facilitator": facilitator,
            "lines": lines,
            "heading": _heading(in_order, is_again=is_again),
            "team_in_subject": _printable(team.name),
            "is_attached": len(lines) > 1,
            "is_over": all(one.is_cancelled for one in lines),
            "is_farewell": not is_again and all(map(_is_farewell, in_order)),
            "my_calendar": absolute("my_calendar"),
            "is_again": is_again,
        },
        key=key,
        calendars=[_calendar(one, person) for one in in_order],
        after=after,
        reply_to=facilitator.email,
    )


def _heading(news: Sequence[News], *, is_again: bool) -> str:
    if is_again:
        return "All your session dates"
    if all(map(_is_farewell, news)):
        return "No longer in your calendar"
    if all(one.method == CalendarMethod.CANCEL for one in news):
        return "Session cancelled" if len(news) == 1 else "Sessions cancelled"
    if all(one.before is None for one in news):
        return "Your session date" if len(news) == 1 else "Your session dates"
    return "Change to your session dates" if len(news) == 1 else "Changes to your session dates"


def _line(news: News, *, is_again: bool) -> Line:
    edition, content = news.edition, content_of_edition(news.edition)
    return Line(
        name=edition.name,
        news="" if is_again else _news(news),
        when=changes.when(content),
        place=edition.place,
        link=edition.link,
        text=edition.text,
        url=page_of(news.invitation),
        is_cancelled=news.method == CalendarMethod.CANCEL,
    )


def _news(news: News) -> str:
    if news.method == CalendarMethod.CANCEL:
        if _is_farewell(news):
            return "You are no longer invited to it."
        return "This session is cancelled."
    if news.before is None:
        return ""
    if news.before.method == CalendarMethod.CANCEL:
        return "It is back in your calendar."
    now = content_of_edition(news.edition, led_by=news.edition.facilitator.name)
    phrases = changes.differences(content_of_edition(news.before.edition), now)
    return changes.in_a_sentence(phrases) if phrases else ""


def _is_farewell(news: News) -> bool:
    """The session takes place without them."""
    released = news.invitation.session.released
    is_off = released is not None and released.is_cancelled
    return news.method == CalendarMethod.CANCEL and not is_off


def _calendar(news: News, person: Person) -> Calendar:
    entry = entry_of(
        news.invitation, person, news.edition, sequence=news.sequence, stamp=news.stamp
    )
    is_cancelled = news.method == CalendarMethod.CANCEL
    return {
        "method": news.method.value,
        "filename": f"session-{news.invitation.session.number}.ics",
        "ics": events.cancellation(entry) if is_cancelled else events.invitation(entry),
    }


def _printable(name: str) -> str:
    """A subject is one line of plain characters."""
    return "".join(each for each in events.one_line(name) if each.isprintable())
