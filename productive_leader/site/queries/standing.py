"""What a person is and has here, in one query: enough for the way round on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.enums import CHIEF_EXECUTIVES, RoleKind
from accounts.models import Person, Role
from assessments.models import Grant, Log
from productive_leader.core.dates import today
from productive_leader.core.prepared import Prepared
from programmes.enums import LIVE
from programmes.models import Action, Membership, Programme, Session
from programmes.permissions import holds_facilitator_role


@dataclass(frozen=True, slots=True)
class Standing:
    """`log_id` is the own log of the week that runs now, else of the latest; None without one.

    `sessions_of` is the running programme whose sessions are nearest: one that the person takes
    part in, else one that they lead or sponsor, else one in which they lead a session.
    """

    organisation_name: str = ""
    organisation_code: str = ""
    roles: frozenset[str] = frozenset()
    log_id: int | None = None
    holds_grant: bool = False
    has_programmes: bool = False
    sessions_of: int | None = None
    owns_actions: bool = False

    @property
    def keeps_logs(self) -> bool:
        return self.log_id is not None or self.holds_grant

    @property
    def is_chief_executive(self) -> bool:
        return bool(self.roles & CHIEF_EXECUTIVES)

    @property
    def may_order(self) -> bool:
        """Of an executive team, or a PA: whose organisation orders box sets."""
        return bool(self.roles & {RoleKind.LEADER, RoleKind.PA, *CHIEF_EXECUTIVES})

    @property
    def is_facilitator(self) -> bool:
        return RoleKind.FACILITATOR in self.roles

    @property
    def is_national(self) -> bool:
        """A catalogue administrator."""
        return RoleKind.CATALOGUE_ADMINISTRATOR in self.roles

    @property
    def looks_after_people(self) -> bool:
        return bool(
            self.organisation_code and self.roles & {RoleKind.FACILITATOR, *CHIEF_EXECUTIVES}
        )


def standing_of(person: Person) -> Standing:
    """One query, compiled once: every page asks."""
    row = _STANDING.row(person=person.pk, on=today())
    if row is None:
        return Standing()
    name, code, kinds, *rest = row
    return Standing(name or "", code or "", frozenset(kinds), *rest)


def _standing(person: int, on: date) -> QuerySet[Person, Any]:
    roles = Role.objects.current(on).filter(person=OuterRef("pk"))
    here = roles.filter(organisation__isnull=False).order_by("starts_on", "pk")
    led = Q(holds_facilitator_role(on), facilitator=OuterRef("pk"))
    theirs = Programme.objects.filter(led | Q(sponsor=OuterRef("pk")))
    return Person.objects.filter(pk=person).values_list(
        Subquery(here.values("organisation__name")[:1]),
        Subquery(here.values("organisation__code")[:1]),
        ArraySubquery(roles.order_by().values("kind")),
        _own_log(on),
        Exists(Grant.objects.live(on).filter(pa=OuterRef("pk"))),
        Exists(theirs),
        Coalesce(
            _takes_part_in(on),
            Subquery(theirs.filter(closed_on=None).values("pk")[:1]),
            _leads_a_session_of(on),
            output_field=BigIntegerField(),
        ),
        Exists(Action.objects.filter(owner=OuterRef("pk"), done_at=None, dropped_at=None)),
    )


_STANDING = Prepared(_standing)


def _takes_part_in(on: date) -> Subquery:
    mine = Membership.objects.current(on).filter(
        person=OuterRef("pk"), team__programme__closed_on=None
    )
    return Subquery(mine.order_by("-joined_on", "-pk").values("team__programme")[:1])


def _leads_a_session_of(on: date) -> Subquery:
    """A programme of somebody else, where the person is a facilitator and leads a session."""
    here = Role.objects.current(on).filter(
        kind=RoleKind.FACILITATOR,
        person=OuterRef("facilitator"),
        organisation=OuterRef("team__programme__organisation"),
    )
    led = Session.objects.filter(
        Exists(here), facilitator=OuterRef("pk"), state__in=LIVE, team__programme__closed_on=None
    )
    return Subquery(led.order_by("during", "pk").values("team__programme")[:1])


def _own_log(on: date) -> Subquery:
    running = When(capture__starts_on__lte=on, capture__ends_on__gte=on, then=Value(0))
    logs = Log.objects.filter(person=OuterRef("pk"))
    return Subquery(
        logs.order_by(Case(running, default=Value(1)), "-capture__starts_on").values("pk")[:1]
    )
