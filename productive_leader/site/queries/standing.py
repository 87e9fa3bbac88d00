"""What a person is and has here, in one query: enough for the way round on every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When

from accounts.enums import RoleKind
from accounts.models import Person, Role
from assessments.models import Grant, Log
from productive_leader.core.dates import today
from programmes.models import Programme

CHIEF_EXECUTIVES = frozenset({RoleKind.CHIEF_EXECUTIVE, RoleKind.ACTING_CHIEF_EXECUTIVE})


@dataclass(frozen=True, slots=True)
class Standing:
    """`log_id` is the own log of the week that runs now, else of the latest; None without one."""

    organisation_name: str = ""
    organisation_code: str = ""
    roles: frozenset[str] = frozenset()
    log_id: int | None = None
    holds_grant: bool = False
    has_programmes: bool = False

    @property
    def keeps_logs(self) -> bool:
        return self.log_id is not None or self.holds_grant

    @property
    def is_chief_executive(self) -> bool:
        return bool(self.roles & CHIEF_EXECUTIVES)

    @property
    def looks_after_people(self) -> bool:
        return bool(
            self.organisation_code and self.roles & {RoleKind.FACILITATOR, *CHIEF_EXECUTIVES}
        )


def standing_of(person: Person) -> Standing:
    roles = Role.objects.current().filter(person=OuterRef("pk"))
    here = roles.filter(organisation__isnull=False).order_by("starts_on", "pk")
    name, code, kinds, log_id, holds_grant, has_programmes = (
        Person.objects.filter(pk=person.pk)
        .values_list(
            Subquery(here.values("organisation__name")[:1]),
            Subquery(here.values("organisation__code")[:1]),
            ArraySubquery(roles.order_by().values("kind")),
            _own_log(),
            Exists(Grant.objects.live().filter(pa=OuterRef("pk"))),
            Exists(
                Programme.objects.filter(Q(facilitator=OuterRef("pk")) | Q(sponsor=OuterRef("pk")))
            ),
        )
        .get()
    )
    return Standing(name or "", code or "", frozenset(kinds), log_id, holds_grant, has_programmes)


def _own_log() -> Subquery:
    now = today()
    running = When(capture__starts_on__lte=now, capture__ends_on__gte=now, then=Value(0))
    logs = Log.objects.filter(person=OuterRef("pk"))
    return Subquery(
        logs.order_by(Case(running, default=Value(1)), "-capture__starts_on").values("pk")[:1]
    )
