"""Who may see and run programmes: one queryset for each permission."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Organisation, Person, Role
from accounts.permissions import is_national
from programmes.models import (
    Action,
    BlockedDates,
    Holiday,
    Invitation,
    Lesson,
    Membership,
    Pair,
    Programme,
    ProgrammeTemplate,
    Promise,
    Session,
    Team,
)

CHIEFS = (RoleKind.CHIEF_EXECUTIVE, RoleKind.ACTING_CHIEF_EXECUTIVE)
LESSON_STAYS_AFTER = dt.timedelta(days=1)


def organisations_to_start_in(person: Person) -> QuerySet[Organisation]:
    """Permission.RUN_PROGRAMME, before there is one: where the person is a facilitator today.

    Administrators (is_staff) may start one anywhere.
    """
    if person.is_staff:
        return Organisation.objects.all()
    posts = Role.objects.current().filter(person=person, kind=RoleKind.FACILITATOR)
    return Organisation.objects.filter(pk__in=posts.values("organisation"))


def programmes_visible_to(person: Person) -> QuerySet[Programme]:
    """Permission.VIEW_PROGRAMME, with each person's completion: the facilitator and the sponsor."""
    return Programme.objects.filter(Q(facilitator=person.pk) | Q(sponsor=person.pk))


def programmes_run_by(person: Person) -> QuerySet[Programme]:
    """Permission.RUN_PROGRAMME: the facilitator, and administrators (is_staff)."""
    if person.is_staff:
        return Programme.objects.all()
    return Programme.objects.filter(facilitator=person.pk)


def teams_visible_to(person: Person) -> QuerySet[Team]:
    """Permission.VIEW_COMPLETION: the teams of the programmes a person sees."""
    return Team.objects.filter(programme__in=programmes_visible_to(person))


def teams_run_by(person: Person) -> QuerySet[Team]:
    """Permission.RUN_PROGRAMME, for teams."""
    return Team.objects.filter(programme__in=programmes_run_by(person))


def pairs_run_by(person: Person) -> QuerySet[Pair]:
    """Permission.RUN_PROGRAMME, for pairs."""
    return Pair.objects.filter(team__in=teams_run_by(person))


def memberships_run_by(person: Person) -> QuerySet[Membership]:
    """Permission.RUN_PROGRAMME, for memberships."""
    return Membership.objects.filter(team__in=teams_run_by(person))


def teams_seen_by(person: Person) -> QuerySet[Team]:
    """Permission.VIEW_TEAM, its sessions, rules, actions and lessons: members, sponsor, runners."""
    mine = Membership.objects.filter(team=OuterRef("pk"), person=person.pk)
    member = Exists(mine.current())
    return Team.objects.filter(
        member | Q(programme__in=programmes_visible_to(person)) | Q(pk__in=teams_run_by(person))
    )


def sessions_run_by(person: Person) -> QuerySet[Session]:
    """Permission.RUN_PROGRAMME, for sessions."""
    return Session.objects.filter(team__in=teams_run_by(person))


def sessions_visible_to(person: Person) -> QuerySet[Session]:
    """Permission.VIEW_SESSION: what was released to the team, or is the person's to run.

    An invited person sees it, the PA of an invited leader, the team and the sponsor.
    """
    invited = Invitation.objects.filter(session=OuterRef("pk"), withdrawn_at=None)
    mine = Q(Exists(invited.filter(person__in=people_answered_for(person))))
    told = Q(released__isnull=False) & (mine | Q(team__in=teams_seen_by(person)))
    return Session.objects.filter(told | Q(team__in=teams_run_by(person)))


def teams_sending_to(person: Person) -> QuerySet[Team]:
    """Permission.SEND_AGAIN: whose sessions are in the person's calendar, and those they run."""
    told = Invitation.objects.filter(person=person.pk, told_edition__isnull=False)
    return Team.objects.filter(
        Q(pk__in=told.values("session__team")) | Q(pk__in=teams_run_by(person))
    )


def people_sent_to_by(person: Person, team: Team) -> QuerySet[Person]:
    """Permission.SEND_AGAIN: oneself, and everybody whose calendar a team one runs has told."""
    told = Invitation.objects.filter(session__team=team, told_edition__isnull=False)
    runs = Exists(teams_run_by(person).filter(pk=team.pk))
    return Person.objects.filter(Q(pk=person.pk) | Q(runs, pk__in=told.values("person")))


def people_answered_for(person: Person) -> QuerySet[Person]:
    """Permission.ANSWER: oneself, and the leaders whose PA one is in a live pair."""
    leaders = Pair.objects.live().filter(pa=person.pk).values("leader")
    return Person.objects.filter(Q(pk=person.pk) | Q(pk__in=leaders))


def invitations_answered_by(person: Person) -> QuerySet[Invitation]:
    """Permission.ANSWER, for invitations; whoever runs the session notes what they are told."""
    mine = Q(person__in=people_answered_for(person))
    return Invitation.objects.filter(mine | Q(session__in=sessions_run_by(person)))


def programmes_taken_part_in(person: Person) -> QuerySet[Programme]:
    """Where the person has time to promise: facilitator, sponsor, a member of a team today."""
    mine = Membership.objects.filter(team__programme=OuterRef("pk"), person=person.pk)
    return Programme.objects.filter(
        Q(facilitator=person.pk) | Q(sponsor=person.pk) | Exists(mine.current())
    )


def programmes_open_to(person: Person) -> QuerySet[Programme]:
    """Permission.VIEW_TEAM, for what a whole programme reads: its role sheets and its lessons.

    Whoever takes part or runs it, and the chief executive of its organisation.
    """
    chief_at = Role.objects.current().filter(person=person.pk, kind__in=CHIEFS)
    return Programme.objects.filter(
        Q(pk__in=programmes_taken_part_in(person))
        | Q(pk__in=programmes_run_by(person))
        | Q(organisation__in=chief_at.values("organisation"))
    )


def programmes_with_sessions_for(person: Person) -> QuerySet[Programme]:
    """Permission.VIEW_SESSION, for the list of a programme: who takes part, runs it or sees one."""
    return Programme.objects.filter(
        Q(pk__in=programmes_taken_part_in(person))
        | Q(pk__in=programmes_run_by(person))
        | Q(pk__in=sessions_visible_to(person).values("team__programme"))
    )


def teams_open_to(person: Person) -> QuerySet[Team]:
    """Permission.VIEW_TEAM, for its lessons: everybody in its programme learns from them."""
    return Team.objects.filter(programme__in=programmes_open_to(person))


def teams_learning_with(person: Person) -> QuerySet[Team]:
    """Permission.RECORD_LESSON: the members of the team, and whoever runs it."""
    mine = Membership.objects.filter(team=OuterRef("pk"), person=person.pk)
    return Team.objects.filter(Exists(mine.current()) | Q(pk__in=teams_run_by(person)))


def lessons_taken_back_by(person: Person) -> QuerySet[Lesson]:
    """Permission.RECORD_LESSON: the author, and whoever runs the team, for a day."""
    return Lesson.objects.filter(
        Q(by=person.pk) | Q(team__in=teams_run_by(person)),
        at__gt=timezone.now() - LESSON_STAYS_AFTER,
    )


def promises_answered_by(person: Person) -> QuerySet[Promise]:
    """Permission.ANSWER, for the promise of time: nobody promises the time of another."""
    return Promise.objects.filter(person=person.pk)


def sessions_pulsed_by(person: Person) -> QuerySet[Session]:
    """Permission.GIVE_PULSE: the released sessions somebody is invited to."""
    invited = Invitation.objects.filter(person=person.pk, withdrawn_at=None)
    return Session.objects.filter(pk__in=invited.values("session"), released__isnull=False)


def actions_changed_by(person: Person) -> QuerySet[Action]:
    """Permission.CHANGE_ACTION: its owner, the owner's other half in that team, the facilitator."""
    pairs = Pair.objects.live().filter(team=OuterRef("team"))
    together = Q(leader=OuterRef("owner"), pa=person.pk) | Q(pa=OuterRef("owner"), leader=person.pk)
    return Action.objects.filter(
        Q(owner=person.pk) | Exists(pairs.filter(together)) | Q(team__in=teams_run_by(person))
    )


def actions_seen_by(person: Person) -> QuerySet[Action]:
    """Permission.VIEW_TEAM, for actions: whoever sees the team, or may change the action."""
    return Action.objects.filter(
        Q(team__in=teams_seen_by(person)) | Q(pk__in=actions_changed_by(person))
    )


def blocked_dates_run_by(person: Person) -> QuerySet[BlockedDates]:
    """Permission.RUN_PROGRAMME, for the days a team does not meet."""
    return BlockedDates.objects.filter(team__in=teams_run_by(person))


def holidays_managed_by(person: Person) -> QuerySet[Holiday]:
    """The days added to the bank holidays: all of them for national administrators, else none."""
    managed = Holiday.objects.all()
    return managed if is_national(person) else managed.none()


def templates_managed_by(person: Person) -> QuerySet[ProgrammeTemplate]:
    """Permission.MANAGE_TEMPLATES: all of them for national administrators, else none."""
    managed = ProgrammeTemplate.objects.all()
    return managed if is_national(person) else managed.none()
