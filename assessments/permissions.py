"""Who may see and keep what. A raw log belongs to its owner; a live grant lets a PA keep it."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Person
from assessments.enums import ReportScope
from assessments.models import Grant, Log, Report
from programmes.models import Membership, Team
from programmes.permissions import programmes_led_by


def _granted(person: Person, *, leader: str, team: str, on: date | None = None) -> Exists:
    return Exists(
        Grant.objects.live(on).filter(pa=person, leader=OuterRef(leader), team=OuterRef(team))
    )


def logs_visible_to(person: Person, on: date | None = None) -> QuerySet[Log]:
    """Own logs, and the logs of leaders who let this person keep them on a date, else today."""
    return Log.objects.filter(
        Q(person=person) | _granted(person, leader="person", team="capture__team", on=on)
    )


def logs_writable_by(person: Person, on: date | None = None) -> QuerySet[Log]:
    """Whoever may see a log may keep it; confirming and locking stay with the owner."""
    return logs_visible_to(person, on)


def logs_owned_by(person: Person) -> QuerySet[Log]:
    return Log.objects.filter(person=person)


def logs_reopenable_by(person: Person) -> QuerySet[Log]:
    """The owner, and the programme's facilitator (who still sees nothing of its content)."""
    led = Q(capture__team__programme__in=programmes_led_by(person))
    return Log.objects.filter(Q(person=person) | led)


def grants_visible_to(person: Person) -> QuerySet[Grant]:
    return Grant.objects.filter(Q(leader=person) | Q(pa=person))


def grants_ended_by(person: Person) -> QuerySet[Grant]:
    """Grants this person may end: the leader takes back, the PA gives back."""
    return grants_visible_to(person).filter(revoked_at=None)


def teams_reported_to(person: Person, on: date | None = None) -> QuerySet[Team]:
    """Teams whose group figures this person may read: facilitator, sponsor, members."""
    return Team.objects.filter(
        Q(programme__in=programmes_led_by(person, on))
        | Q(programme__sponsor=person)
        | Exists(Membership.objects.filter(team=OuterRef("pk"), person=person, left_on=None))
    )


def teams_with_results_for(person: Person) -> QuerySet[Team]:
    """Teams of which this person may read the group's results, own ones, or a leader's."""
    own = Exists(Membership.objects.filter(team=OuterRef("pk"), person=person))
    granted = Exists(Grant.objects.live().filter(pa=person, team=OuterRef("pk")))
    return Team.objects.filter(Q(pk__in=teams_reported_to(person).values("pk")) | own | granted)


def subjects_reported_to(person: Person, team: Team) -> QuerySet[Person]:
    """Whose personal result of a team this person may ask for: own, and of granting leaders."""
    own = Exists(Membership.objects.filter(team=team, person=OuterRef("pk")))
    granted = Exists(Grant.objects.live().filter(pa=person, leader=OuterRef("pk"), team=team))
    return Person.objects.filter(Q(own, pk=person.pk) | granted)


def reports_visible_to(person: Person) -> QuerySet[Report]:
    """Personal results: the person and a PA with a live grant. Team results: their readers."""
    personal = Q(scope=ReportScope.PERSON) & (
        Q(subject=person) | _granted(person, leader="subject", team="team")
    )
    return Report.objects.filter(
        personal | Q(scope=ReportScope.TEAM, team__in=teams_reported_to(person))
    )
