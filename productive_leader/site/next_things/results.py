"""A result that is ready, or that can be asked for."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse

from accounts.models import Person
from assessments.enums import CaptureKind, LogState, ReportScope, ReportState
from assessments.models import Log, Report
from assessments.permissions import reports_visible_to
from assessments.queries.results import latest_of_each
from productive_leader.site.next_things.things import NextThing
from programmes.enums import MemberKind
from programmes.permissions import teams_visible_to

TEAMS_SHOWN = 6


def result_things(person: Person) -> list[NextThing]:
    """The latest result that is ready, else the invitation to ask for one."""
    mine = reports_visible_to(person).filter(subject=person).defer("figures", "pdf")
    report = mine.select_related("team").order_by("-created_at").first()
    if report is not None:
        return [_result(report)]
    locked = Log.objects.filter(person=person, state=LogState.LOCKED).values("capture__team")
    weeks = locked.annotate(weeks=Count("capture__kind")).filter(weeks=len(CaptureKind))
    if not weeks.exists():
        return []
    return [
        NextThing(
            "Ask for your result",
            "Both of your weeks are locked. The result says how much time was released.",
            reverse("results"),
        )
    ]


def _result(report: Report) -> NextThing:
    url = reverse("report", args=[report.pk])
    if report.state != ReportState.DONE:
        return NextThing("Your result", "It was asked for; see how far it is.", url)
    text = f"Your two weeks with {report.team}, side by side."
    return NextThing("Read your result", text, url, tag="Ready", colour="green")


def team_result_things(person: Person) -> list[NextThing]:
    """The latest result of each team of leaders that is ready and may be read here."""
    ready = latest_of_each(
        reports_visible_to(person).filter(
            scope=ReportScope.TEAM, kind=MemberKind.LEADER, state=ReportState.DONE
        )
    )
    teams = teams_visible_to(person).filter(programme__closed_on=None)
    reports = ready.filter(team__in=teams).defer("figures", "pdf").select_related("team")
    return [
        NextThing(
            "Read the team’s result",
            f"Both weeks of {report.team}, side by side. It names nobody.",
            reverse("report", args=[report.pk]),
            tag="Ready",
            colour="green",
        )
        for report in reports[:TEAMS_SHOWN]
    ]
