"""One go of adding people to a team, one or many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core.words import listed
from programmes.enums import MemberKind
from programmes.models import Membership, Pair, Team
from programmes.pasting import Known, Pasted, Row, Trouble, same_name
from programmes.queries import current_members, live_pairs
from programmes.services.invitations import update_invitations
from programmes.services.newcomers import Newcomers
from programmes.services.teams import joined, paired, taken_back
from programmes.services.writing import require_colleague, running, saved

MEANWHILE = "Somebody else was adding this person just now. Press again."


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding people. `left` is the text to mend; `notes` are sentences to know.

    `has_strangers`: some rows wait only for somebody to say that their addresses are right.
    """

    people: tuple[Person, ...]
    pairs: int
    notes: tuple[str, ...]
    troubles: tuple[Trouble, ...]
    left: str
    has_strangers: bool


class Joining:
    """One go of adding people to a team whose programme is locked."""

    newcomers: Newcomers

    def __init__(self, by: Person, team: Team) -> None:
        self.by, self.team = by, team
        self.programme = running(team, by)
        self.members = {one.person.email: one for one in current_members(team.memberships.all())}
        self.pairs = {(one.leader_id, one.pa_id): one for one in live_pairs(team.pairs.all())}
        self.added: list[Membership] = []
        self.already: list[str] = []
        self.staying: list[str] = []
        self.new_pairs = 0
        self.notes: list[str] = []

    def leaders(self) -> list[Known]:
        return [
            Known(one.person.name, email)
            for email, one in self.members.items()
            if one.kind == MemberKind.LEADER
        ]

    def refusal(self, row: Row) -> str:
        """Why a row that reads well cannot be taken; empty if it can."""
        member = self.members.get(row.email)
        if member and member.kind != row.kind:
            is_a, asked = (MemberKind(kind).in_words for kind in (member.kind, row.kind))
            return (
                f"{member.person} is in this team as a {is_a} already, not as a {asked}. "
                "Change the role in this row, or take it out."
            )
        return self.newcomers.refusal(row.email)

    def join_all(self, rows: Sequence[Row]) -> dict[int, str]:
        """Leaders before PAs. Returns a sentence for each line that came to nothing after all."""
        failed: dict[int, str] = {}
        for row in sorted(rows, key=lambda one: one.kind):
            try:
                with transaction.atomic():
                    self.join(row)
            except ValidationError as refusal:
                failed[row.line] = " ".join(refusal.messages)
            except IntegrityError:
                failed[row.line] = MEANWHILE
        return failed

    def join(self, row: Row) -> None:
        """A role here, a place in the team, and a pair with each leader; what is there stays."""
        self._require_leaders(row)
        role = RoleKind.LEADER if row.kind == "leader" else RoleKind.PA
        person = self.newcomers.bring_in(row.name, row.email, role, row.job_title)
        member = self.members.get(row.email)
        if member is None:
            require_colleague(person, self.programme.organisation)
            member = joined(
                Membership(team=self.team, person=person, kind=row.kind, job_title=row.job_title),
                by=self.by,
                programme=self.programme,
            )
            self.added.append(member)
            self.members[row.email] = member
        else:
            self._stays(member)
        if not same_name(person.name, row.name):
            self.notes.append(
                f"{row.email} is the address of {person.name}, who keeps that name. "
                f"The list says “{row.name}”."
            )
        for email in row.leaders:
            self._pair(self.members[email], member)

    def _require_leaders(self, row: Row) -> None:
        if row.leaders and row.kind == "leader":
            raise ValidationError("Only a PA assists somebody. Choose PA, or take the leaders out.")
        there = {one.email for one in self.leaders()}
        for email in row.leaders:
            if email not in there:
                raise ValidationError(f"{email} is not a leader in {self.team}.")

    def _stays(self, member: Membership) -> None:
        """In the team already; somebody who was about to leave does not, nor do their pairs end."""
        if member.left_on is None:
            self.already.append(member.person.name)
            return
        self.staying.append(member.person.name)
        first_without = member.left_on + timedelta(days=1)
        member.left_on = None
        saved(member, by=self.by, action="member.stays", organisation=self.programme.organisation)
        for pair in self.pairs.values():
            if pair.ended_on == first_without and self._both_stay(pair):
                taken_back(pair, by=self.by, programme=self.programme)

    def _both_stay(self, pair: Pair) -> bool:
        here = {one.person_id for one in self.members.values() if one.left_on is None}
        return {pair.leader_id, pair.pa_id} <= here

    def _pair(self, leader: Membership, pa: Membership) -> None:
        both = (leader.person_id, pa.person_id)
        known = self.pairs.get(both)
        if known is None:
            pair = Pair(team=self.team, leader=leader.person, pa=pa.person)
            self.pairs[both] = paired(pair, by=self.by, programme=self.programme)
            self.new_pairs += 1
        elif known.ended_on and self._both_stay(known):
            taken_back(known, by=self.by, programme=self.programme)

    def settle(self) -> None:
        """Invitations follow once, whatever the number of people."""
        if self.already:
            were = "was" if len(self.already) == 1 else "were"
            self.notes.append(f"{listed(self.already)} {were} in the team already.")
        if self.staying:
            one = len(self.staying) == 1
            self.notes.append(
                f"{listed(self.staying)} {'was' if one else 'were'} about to leave and "
                f"{'stays' if one else 'stay'}."
            )
        self.notes += self._namesakes()
        update_invitations(self.team)

    def _namesakes(self) -> list[str]:
        """Nobody is merged: one person with two addresses is for people to sort out."""
        return [
            f"There are two people called {one.person.name} now, {other.person.email} and "
            f"{one.person.email}. If they are one person, take one of them out again."
            for one in self.added
            for other in self.members.values()
            if other.person_id != one.person_id and same_name(one.person.name, other.person.name)
            if other not in self.added or other.pk < one.pk
        ]

    def outcome(self, pasted: Pasted) -> Added:
        return Added(
            people=tuple(one.person for one in self.added),
            pairs=self.new_pairs,
            notes=tuple(self.notes),
            troubles=pasted.troubles,
            left=pasted.left,
            has_strangers=bool(self.newcomers.strangers),
        )
