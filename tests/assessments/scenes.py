"""Teams with two locked weeks, reports of them, and visits to their pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.test import Client

from accounts.enums import RoleKind
from accounts.models import Person
from assessments import services
from assessments.models import Capture, Report
from assessments.services import reports
from productive_leader.core.models import AuditEvent, OutboxItem
from programmes.models import Team
from tests.factories import assessments as make
from tests.factories.programmes import make_colleague, make_organisation

BEFORE = (
    ("08:00", "11:00", "email"),
    ("11:00", "12:00", "waiting"),
    ("12:00", "12:30", "break"),
    ("12:30", "15:00", "meetings-lead"),
    ("15:00", "18:00", "planning"),
)
AFTER = (
    ("08:00", "10:00", "email"),
    ("10:00", "12:00", "visiting"),
    ("12:00", "12:30", "break"),
    ("12:30", "15:00", "meetings-lead"),
    ("15:00", "18:00", "planning"),
)
RELEASED = 5 * 120  # minutes a week: an hour of e-mail and an hour of waiting each day
LOCK_REPEAT = (
    "The repeat week of Dr Alice Ahmed is not locked yet. Lock it on the page of that week, "
    "then ask again."
)
READY = "Your result is ready: Dr Alice Ahmed, Executive team, first wave"
PENDING = {"task": reports.TASK, "queue": "reports", "state": "waiting"}


@dataclass
class Scene:
    """Alice leads, Amir is her PA and keeps her log, Bob facilitates, Cheryl sponsors."""

    team: Team
    baseline: Capture
    repeat: Capture

    @property
    def alice(self) -> Person:
        return make.leaders_of(self.team)[0]

    @property
    def amir(self) -> Person:
        return make.pas_of(self.team)[0]

    @property
    def bob(self) -> Person:
        return self.team.programme.facilitator

    @property
    def cheryl(self) -> Person:
        sponsor = self.team.programme.sponsor
        assert sponsor is not None
        return sponsor

    def ask(self, by: Person | None = None, **changes: object) -> Report:
        """Alice's own result, unless told otherwise."""
        wanted = {"scope": "person", "kind": "leader", "subject": self.alice} | changes
        return services.ask_for_report(by=by or self.alice, team=self.team, **wanted)

    def ask_for_team(self, by: Person | None = None, kind: str = "leader") -> Report:
        return self.ask(by or self.bob, scope="team", kind=kind, subject=None)

    def result(self, by: Person | None = None) -> Report:
        return worked_out(self.ask(by))

    def team_result(self) -> Report:
        return worked_out(self.ask_for_team())


def worked_out(report: Report) -> Report:
    reports.work_out_report(report.pk)
    report.refresh_from_db()
    return report


def a_scene(leaders: int = 1, *, locked: bool = True, grant: bool = True) -> Scene:
    """A team whose leaders logged both weeks, everybody an hour of e-mail and of waiting less."""
    team = make.a_team(leaders, 1)
    scene = Scene(team, *make.both_captures(team))
    if grant:
        make.a_grant(team)
    for person in make.leaders_of(team) if locked else []:
        make.a_locked_week(make.a_log(scene.baseline, person), BEFORE, interruptions=6)
        make.a_locked_week(make.a_log(scene.repeat, person), AFTER, interruptions=4)
    return scene


def charlie() -> Person:
    """Somebody of another organisation."""
    elsewhere = make_organisation("Seaford Community Trust", "RSF")
    return make_colleague("Charlie Young", elsewhere, RoleKind.LEADER)


def item_of(report: Report) -> OutboxItem:
    return OutboxItem.objects.get(task=reports.TASK, payload={"report_id": report.pk})


def actions(report: Report) -> list[tuple[str, int | None, int | None]]:
    """What the audit says of a report: action, by whom, acting for whom."""
    events = AuditEvent.objects.filter(target_type="assessments.report", target_id=str(report.pk))
    return list(events.order_by("at", "pk").values_list("action", "actor_id", "acting_for_id"))


def page(client: Client, person: Person, path: str, status: int = 200) -> HttpResponse:
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == status
    return response


def text(response: HttpResponse) -> str:
    """The words of the page, tags left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def press(client: Client, person: Person, scene: Scene, **changes: object) -> HttpResponse:
    """Asks for Alice's own result, unless told otherwise."""
    client.force_login(person)
    fields = {"scope": "person", "team": scene.team.pk, "kind": "leader", "subject": scene.alice.pk}
    return client.post("/results/", fields | changes)
