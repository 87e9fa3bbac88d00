"""The tables of a team: one row for each person, with their weeks and what else is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from productive_leader.core.dates import format_day_month, today
from productive_leader.site.queries.cockpit.head import Head, Member
from productive_leader.site.queries.cockpit.weeks import Week, WeekCell
from programmes.enums import MemberKind
from programmes.queries.owed import OwedByPerson


class Row(NamedTuple):
    """One person: with whom they work, each of the weeks, what else is open, the last nudge."""

    name: str
    job_title: str
    partners: str
    cells: tuple[WeekCell, ...]
    also_open: str
    last_nudge: str


@dataclass(frozen=True, slots=True)
class Group:
    """One table: the heading of its first column and of the partners' column."""

    heading: str
    partners: str
    rows: tuple[Row, ...]


def groups_of(
    head: Head, members: Sequence[Member], weeks: Sequence[Week], owed: OwedByPerson
) -> tuple[Group, ...]:
    """Leaders, PAs, and the sponsor while something waits for them; without empty tables."""
    on = today()
    sponsor = Member(head.sponsor_id or 0, head.sponsor, "", "", (), head.sponsor_nudged_on)
    waits = owed.get(sponsor.person_id) and sponsor.person_id not in people_of(members)
    tables = (
        ("Leader", "PA", [one for one in members if one.kind == MemberKind.LEADER]),
        ("PA", "Works with", [one for one in members if one.kind == MemberKind.PA]),
        ("Sponsor", "Works with", [sponsor] if waits else []),
    )
    return tuple(
        Group(heading, partners, tuple(_row(one, weeks, owed, on) for one in people))
        for heading, partners, people in tables
        if people
    )


def people_of(members: Sequence[Member]) -> list[int]:
    return [one.person_id for one in members]


def to_tell(head: Head, members: Sequence[Member]) -> dict[int, date | None]:
    """Whom a nudge of this team can reach, with the day of their last one."""
    nudged = {head.sponsor_id: head.sponsor_nudged_on}
    nudged |= {one.person_id: one.nudged_on for one in members}
    found = reached(people_of(members), sponsor=head.sponsor_id, facilitator=head.facilitator_id)
    return {person: nudged[person] for person in found}


def reached(members: Iterable[int], *, sponsor: int | None, facilitator: int) -> list[int]:
    """Whom a nudge reaches, each once: members of today and the sponsor.

    The facilitator sees what is open on the page.
    """
    people = dict.fromkeys([*members, *([sponsor] if sponsor else [])])
    return [person for person in people if person != facilitator]


def _row(member: Member, weeks: Sequence[Week], owed: OwedByPerson, on: date) -> Row:
    briefs = [one.brief for one in owed.get(member.person_id, ()) if one.brief]
    return Row(
        name=member.name,
        job_title=member.job_title,
        partners=", ".join(member.partners) or "–",
        cells=tuple(week.cell(member.person_id) for week in weeks),
        also_open=", ".join(briefs).capitalize() or "–",
        last_nudge=_ago(member.nudged_on, on),
    )


def _ago(day: date | None, on: date) -> str:
    if day is None:
        return "–"
    return "today" if day == on else format_day_month(day)
