"""Who is coming to a session: pairs side by side, answers for all to see, reasons for few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.models import Person
from productive_leader.core.dates import today
from programmes.enums import Answer, MemberKind
from programmes.models import TOLD, Invitation, Membership, Pair, Session
from programmes.permissions import people_answered_for
from programmes.queries.teams import current_members, live_pairs

WORDS = {str(one.value): str(one.label) for one in Answer}
COLOURS = {"": "grey", Answer.YES: "green", Answer.PERHAPS: "yellow", Answer.APOLOGIES: "red"}


@dataclass(frozen=True, slots=True)
class Guest:
    """One invited person. `by`: who answered for them, or empty; `reason`: if the viewer reads it.

    `is_told`: their calendar has it.
    """

    invitation: Invitation
    part: str
    reason: str
    is_told: bool
    has_begun: bool

    @property
    def name(self) -> str:
        return self.invitation.person.name

    @property
    def answer(self) -> str:
        missing = "No answer" if self.has_begun else "No answer yet"
        return WORDS.get(self.invitation.answer, missing)

    @property
    def colour(self) -> str:
        return COLOURS[self.invitation.answer]

    @property
    def by(self) -> str:
        answerer = self.invitation.answered_by
        if answerer is None or answerer == self.invitation.person:
            return ""
        return answerer.name


@dataclass(frozen=True, slots=True)
class Coming:
    """`pairs`: leaders beside their PAs, either side may be empty; `others`: not of the team."""

    pairs: tuple[tuple[tuple[Guest, ...], tuple[Guest, ...]], ...]
    others: tuple[Guest, ...]
    summary: str
    has_begun: bool


def coming_to(session: Session, person: Person, *, runs: bool) -> Coming:
    """As one person sees it: who was told; for whoever runs it, who is wanted. Four queries.

    Reasons are for whoever runs it, the person and their PA.
    """
    edition = session.released
    has_begun = edition is not None and edition.starts_at <= timezone.now()
    there = session.invitations.filter(Q(withdrawn_at=None) if runs else TOLD)
    invitations = list(
        (there if has_begun else there.filter(person__is_active=True))
        .select_related("person", "answered_by")
        .order_by("person__name", "pk")
    )
    day = session.on or today()
    members = current_members(Membership.objects.filter(team=session.team_id), day)
    kinds = {one.person_id: MemberKind(one.kind) for one in members}
    readable = set(people_answered_for(person, session.team).values_list("pk", flat=True))
    guests = {
        one.person_id: Guest(
            invitation=one,
            part=_part(one.person_id, kinds, session),
            reason=one.reason if runs or one.person_id in readable else "",
            is_told=one.is_told,
            has_begun=has_begun,
        )
        for one in invitations
    }
    pairs = list(live_pairs(Pair.objects.filter(team=session.team_id), day))
    return Coming(
        pairs=tuple(_side_by_side(guests, kinds, pairs)),
        others=tuple(guest for who, guest in guests.items() if who not in kinds),
        summary=_summary(invitations),
        has_begun=has_begun,
    )


def _part(person: int, kinds: Mapping[int, MemberKind], session: Session) -> str:
    if person in kinds:
        return str(kinds[person].label)
    if person == session.facilitator_id:
        return "Facilitator"
    return "Sponsor" if person == session.team.programme.sponsor_id else ""


def _side_by_side(
    guests: Mapping[int, Guest], kinds: Mapping[int, MemberKind], pairs: Sequence[Pair]
) -> Iterable[tuple[tuple[Guest, ...], tuple[Guest, ...]]]:
    """Leaders of the same PAs together beside these, then PAs without a leader.

    Whoever helps leaders with different other PAs stands beside each of them.
    """
    leaders = [who for who in guests if kinds.get(who) == MemberKind.LEADER]
    pas = [who for who in guests if kinds.get(who) == MemberKind.PA]
    helped = {
        leader: tuple(pa for pa in pas if any(_is_pair(one, leader, pa) for one in pairs))
        for leader in leaders
    }
    by_pas: dict[tuple[int, ...], list[int]] = {}
    for leader in leaders:
        key = helped[leader] or (-leader,)
        by_pas.setdefault(key, []).append(leader)
    listed: set[int] = set()
    for key, together in by_pas.items():
        beside = tuple(who for who in key if who in guests)
        listed.update(beside)
        yield tuple(guests[who] for who in together), tuple(guests[who] for who in beside)
    for pa in pas:
        if pa not in listed:
            yield (), (guests[pa],)


def _is_pair(pair: Pair, leader: int, pa: int) -> bool:
    return (pair.leader_id, pair.pa_id) == (leader, pa)


def _summary(invitations: Iterable[Invitation]) -> str:
    """ "5 yes, 1 perhaps, 3 without an answer"; nothing that nobody said is counted."""
    counted = Counter(one.answer for one in invitations)
    words = {
        Answer.YES: "yes",
        Answer.PERHAPS: "perhaps",
        Answer.APOLOGIES: "apology" if counted[Answer.APOLOGIES] == 1 else "apologies",
        "": "without an answer",
    }
    return ", ".join(f"{counted[one]} {word}" for one, word in words.items() if counted[one])
