"""Reads: who may have the modules, what it rests on, and who decides."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.enums import (
    CHIEF_EXECUTIVES,
    EligibilityState,
    EligibleRole,
    Evidence,
    RoleKind,
    Trouble,
)
from accounts.models import (
    Eligibility,
    EligibilityQuerySet,
    Organisation,
    OrganisationDomain,
    Person,
    Role,
)
from accounts.queries.organisations import is_closed, successor_of
from accounts.queries.people import facilitators_at
from productive_leader.core.dates import LONDON, format_date, today

AN_ADMINISTRATOR = "an administrator of this service"
LONGEST_REASON = 400  # characters
RECENT = dt.timedelta(days=90)
NOTICE = dt.timedelta(days=30)


def eligibility_of(person: Person) -> Eligibility | None:
    """The live one, with `trouble` and `by_facilitator`: asked, granted or refused."""
    return with_deciders(person.eligibilities.live()).with_trouble().first()


def valid_eligibility(person: Person) -> Eligibility | None:
    """The one that lets this person have the modules today."""
    return Eligibility.objects.valid().filter(person=person).select_related("organisation").first()


def modules_until(person: Person) -> tuple[str, dt.date | None]:
    """How a person stands with the modules ("yes", "waiting", "no", ""), and a yes until when."""
    live = eligibility_of(person)
    if live is None:
        return "", None
    if valid := valid_eligibility(person):
        return "yes", valid.valid_until
    is_waiting = live.state == EligibilityState.ASKED and not getattr(live, "trouble", "")
    return ("waiting" if is_waiting else "no"), None


def earlier_eligibilities(person: Person) -> EligibilityQuerySet:
    """Those that were replaced or have lapsed, the latest first."""
    return with_deciders(person.eligibilities.exclude(ended_at=None)).order_by("-pk")


def with_deciders(eligibilities: EligibilityQuerySet) -> EligibilityQuerySet:
    """`by_facilitator`: whether who decided was a facilitator of the organisation on that day."""
    day = OuterRef("decided_on")
    posts = Role.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        starts_on__lte=day,
        person=OuterRef("decided_by"),
        organisation=OuterRef("organisation"),
        kind=RoleKind.FACILITATOR,
    )
    related = eligibilities.select_related("person", "organisation__successor", "decided_by")
    dated = related.alias(decided_on=TruncDate("decided_at", tzinfo=LONDON))
    return dated.annotate(by_facilitator=Exists(posts))


def decided_by_whom(eligibility: Eligibility) -> str:
    """Who said yes or no, by their part in it; "" when nobody had to. Needs `by_facilitator`."""
    if eligibility.evidence != Evidence.PERSON and eligibility.state != EligibilityState.REFUSED:
        return ""
    if getattr(eligibility, "by_facilitator", False):
        return f"the facilitator of {eligibility.organisation}"
    return AN_ADMINISTRATOR


def evidence_for(person: Person, organisation: Organisation) -> Evidence | None:
    """What proves without anybody's looking that the person works there."""
    if organisation.domains.covering(person.email).exists():
        return Evidence.DOMAIN
    roles = person.roles.current().given_by_others()
    return Evidence.ROLE if roles.filter(organisation=organisation).exists() else None


def proof_at_hand(person: Person) -> Evidence | None:
    """What shows without anybody's looking that the person works at some organisation."""
    if OrganisationDomain.objects.covering(person.email).exists():
        return Evidence.DOMAIN
    held = person.roles.current().given_by_others().exclude(organisation=None)
    return Evidence.ROLE if held.exists() else None


def organisations_suggested_to(person: Person) -> list[Organisation]:
    """Open ones to begin with: whose domain the address has, else where the person has a role."""
    domains = OrganisationDomain.objects.covering(person.email)
    roles = person.roles.current().exclude(organisation=None)
    for known in (Q(pk__in=domains.values("organisation")), Q(pk__in=roles.values("organisation"))):
        found = Organisation.objects.filter(known)
        if current := [one for one in found if not is_closed(one)]:
            return current
    return []


def role_suggested_to(person: Person) -> EligibleRole | None:
    """What the person probably is, by the roles held today."""
    kinds = set(person.roles.current().values_list("kind", flat=True))
    if kinds & {RoleKind.LEADER, *CHIEF_EXECUTIVES}:
        return EligibleRole.EXECUTIVE
    if RoleKind.PA in kinds:
        return EligibleRole.EXECUTIVE_PA
    return EligibleRole.STAFF if kinds else None


def ends_soon(eligibility: Eligibility) -> bool:
    """Whether it is time to say again where one works."""
    until = eligibility.valid_until
    return until is not None and until <= today() + NOTICE


def deciders_of(eligibility: Eligibility) -> QuerySet[Person]:
    """Who is asked: the organisation's facilitators; where there are none, the administrators."""
    others = Person.objects.filter(is_active=True).exclude(pk=eligibility.person_id)
    facilitators = others.filter(pk__in=facilitators_at(eligibility.organisation_id))
    return facilitators if facilitators.exists() else _administrators(others)


def _administrators(people: QuerySet[Person]) -> QuerySet[Person]:
    """The catalogue administrators; where there are none yet, who set this service up."""
    posts = Role.objects.current().filter(kind=RoleKind.CATALOGUE_ADMINISTRATOR)
    administrators = people.filter(pk__in=posts.values("person"))
    return administrators if administrators.exists() else people.filter(is_superuser=True)


def who_decides(eligibility: Eligibility) -> str:
    """The same in words, without a name."""
    others = facilitators_at(eligibility.organisation_id).exclude(pk=eligibility.person_id)
    if others.filter(is_active=True).exists():
        return f"the facilitator of {eligibility.organisation}"
    return AN_ADMINISTRATOR


def waiting_eligibilities(among: EligibilityQuerySet) -> EligibilityQuerySet:
    """Those that wait for somebody's decision, the oldest first."""
    waiting = among.waiting().select_related("person", "organisation")
    return waiting.order_by("asked_at", "pk")


def recent_decisions(among: EligibilityQuerySet) -> EligibilityQuerySet:
    """What people decided lately and still stands, the latest first."""
    since = today() - RECENT
    decided = among.live().filter(decided_at__gte=dt.datetime.combine(since, dt.time(), LONDON))
    by_people = decided.exclude(decided_by=None)
    return with_deciders(by_people).order_by("-decided_at", "-pk")


def following(eligibility: Eligibility, among: EligibilityQuerySet) -> Eligibility | None:
    """What the same person asks or has now, in place of one that has ended."""
    return among.live().filter(person=eligibility.person_id).first()


def reason_to_lapse(eligibility: Eligibility, trouble: str) -> str:
    """What the person is told has changed."""
    organisation = eligibility.organisation
    sentences = {
        Trouble.ACCOUNT: "Your account was closed.",
        Trouble.ADDRESS: "You sign in with another e-mail address now.",
        Trouble.ORGANISATION: _closing(organisation),
        Trouble.ROLE: f"The role that {organisation} gave you has ended.",
        Trouble.DOMAIN: f"An address like yours no longer shows that you work at {organisation}.",
        Trouble.TIME: _end_of(eligibility.valid_until),
    }
    return sentences[Trouble(trouble)][:LONGEST_REASON]


def _closing(organisation: Organisation) -> str:
    closed = format_date(organisation.closed_on) if organisation.closed_on else "some day"
    heir = successor_of(organisation)
    return f"{organisation} closed on {closed}." + (f" It is part of {heir} now." if heir else "")


def _end_of(day: dt.date | None) -> str:
    return f"It was given until {format_date(day)}." if day else "Its time is over."
