"""Who may see and run programmes: one queryset for each permission."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.enums import CHIEF_EXECUTIVES, RoleKind
from accounts.models import Organisation, Person, Role
from accounts.permissions import is_national, organisations_of
from modules.models import Version
from modules.permissions import entitles
from programmes.enums import AWAY
from programmes.models import (
    WANTED_OR_TOLD,
    Action,
    BlockedDates,
    Holiday,
    Invitation,
    Lesson,
    Membership,
    Pair,
    Programme,
    ProgrammeModule,
    ProgrammeTemplate,
    Promise,
    Session,
    Team,
    Workshop,
)

# Of invitations: those of the people a session is for, not of whoever only leads it.
TAKES_PART = Q(
    Exists(Membership.objects.filter(team=OuterRef("session__team"), person=OuterRef("person")))
) | Q(person=F("session__team__programme__sponsor"))
LESSON_STAYS_AFTER = dt.timedelta(days=1)


def organisations_to_start_in(person: Person) -> QuerySet[Organisation]:
    """Permission.RUN_PROGRAMME, before there is one: where the person is a facilitator today.

    Administrators (is_staff) may start one anywhere.
    """
    if person.is_staff:
        return Organisation.objects.all()
    return organisations_of(person, RoleKind.FACILITATOR)


def holds_facilitator_role(on: dt.date | None = None) -> Exists:
    """Of a programme: whoever leads it is a facilitator at its organisation, on a date or today."""
    return Exists(
        Role.objects.current(on).filter(
            person=OuterRef("facilitator"),
            organisation=OuterRef("organisation"),
            kind=RoleKind.FACILITATOR,
        )
    )


def programmes_led_by(person: Person, on: dt.date | None = None) -> QuerySet[Programme]:
    """Whose facilitator the person is; nothing once that role has ended there."""
    return Programme.objects.filter(holds_facilitator_role(on), facilitator=person.pk)


def programmes_visible_to(person: Person, on: dt.date | None = None) -> QuerySet[Programme]:
    """Permission.VIEW_PROGRAMME, with each person's completion: the facilitator and the sponsor."""
    led = Q(holds_facilitator_role(on), facilitator=person.pk)
    return Programme.objects.filter(led | Q(sponsor=person.pk))


def programmes_run_by(person: Person) -> QuerySet[Programme]:
    """Permission.RUN_PROGRAMME: the facilitator, and administrators (is_staff).

    Administrators hand over what somebody led who is no facilitator there any more.
    """
    return Programme.objects.all() if person.is_staff else programmes_led_by(person)


def programmes_overseen_by(person: Person) -> QuerySet[Programme]:
    """Permission.VIEW_PROGRAMME, for the page of a programme: whoever sees it or runs it.

    Administrators see how far people are, as the facilitator does; results of weeks they do not.
    """
    seen = Q(pk__in=programmes_visible_to(person)) | Q(pk__in=programmes_run_by(person))
    return Programme.objects.filter(seen)


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


def sessions_led_by(person: Person) -> QuerySet[Session]:
    """Permission.LEAD_SESSION, its attendance, agenda and materials: who leads it or runs it.

    Whoever leads one session is a facilitator at its organisation today; its dates and releases
    are for whoever runs the programme.
    """
    led = Q(pk__in=sessions_led_by_facilitator(person.pk))
    return Session.objects.filter(led | Q(team__in=teams_run_by(person)))


def sessions_led_by_facilitator(person: int, on: dt.date | None = None) -> QuerySet[Session]:
    """Of a person (by id): their own, and all of the programmes they lead, while the role lasts."""
    here = Role.objects.current(on).filter(
        person=person,
        organisation=OuterRef("team__programme__organisation"),
        kind=RoleKind.FACILITATOR,
    )
    own = Q(facilitator=person) | Q(team__programme__facilitator=person)
    return Session.objects.filter(own, Exists(here))


def sessions_visible_to(person: Person) -> QuerySet[Session]:
    """Permission.VIEW_SESSION: what was released to the team, or is the person's to lead or run.

    An invited person sees it, the team and the sponsor; a PA as one of the team. Whoever is not
    wanted there any more does so until a release has said it.
    """
    invited = Invitation.objects.filter(WANTED_OR_TOLD, session=OuterRef("pk"), person=person.pk)
    told = Q(released__isnull=False) & (Exists(invited) | Q(team__in=teams_seen_by(person)))
    return Session.objects.filter(told | Q(pk__in=sessions_led_by(person)))


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


def working_pairs() -> QuerySet[Pair]:
    """Live pairs of running programmes whose PA is in the team and works there today.

    What a pair allows, it allows in its own team.
    """
    member = Membership.objects.current().filter(team=OuterRef("team"), person=OuterRef("pa"))
    here = Role.objects.current().filter(
        person=OuterRef("pa"), organisation=OuterRef("team__programme__organisation")
    )
    running = Pair.objects.live().filter(team__programme__closed_on=None)
    return running.filter(Exists(member), Exists(here))


def people_answered_for(person: Person, team: Team) -> QuerySet[Person]:
    """Permission.ANSWER, in one team: oneself, and the leaders whose PA one is there."""
    leaders = working_pairs().filter(pa=person.pk, team=team.pk).values("leader")
    return Person.objects.filter(Q(pk=person.pk) | Q(pk__in=leaders))


def invitations_answered_for(person: Person) -> QuerySet[Invitation]:
    """A person's own, and those of the leaders whose PA they are in the session's team."""
    theirs = working_pairs().filter(
        pa=person.pk, leader=OuterRef("person"), team=OuterRef("session__team")
    )
    return Invitation.objects.filter(Q(person=person.pk) | Exists(theirs))


def invitations_answered_by(person: Person) -> QuerySet[Invitation]:
    """Permission.ANSWER, for invitations; whoever runs the session notes what they are told."""
    mine = Q(pk__in=invitations_answered_for(person))
    return Invitation.objects.filter(mine | Q(session__in=sessions_run_by(person)))


def programmes_taken_part_in(person: Person) -> QuerySet[Programme]:
    """Where the person has time to promise: facilitator, sponsor, a member of a team today."""
    mine = Membership.objects.filter(team__programme=OuterRef("pk"), person=person.pk)
    return Programme.objects.filter(
        Q(pk__in=programmes_visible_to(person)) | Exists(mine.current())
    )


def programmes_open_to(person: Person) -> QuerySet[Programme]:
    """Permission.VIEW_TEAM, for what a whole programme reads: its role sheets and its lessons.

    Whoever takes part or runs it, and the chief executive of its organisation.
    """
    return Programme.objects.filter(
        Q(pk__in=programmes_taken_part_in(person))
        | Q(pk__in=programmes_run_by(person))
        | Q(organisation__in=organisations_of(person, *CHIEF_EXECUTIVES))
    )


def programmes_with_sessions_for(person: Person) -> QuerySet[Programme]:
    """Permission.VIEW_SESSION, for the list of a programme: who takes part, runs it or sees one."""
    return Programme.objects.filter(
        Q(pk__in=programmes_taken_part_in(person))
        | Q(pk__in=programmes_run_by(person))
        | Q(pk__in=sessions_visible_to(person).values("team__programme"))
    )


@entitles
def versions_of_programmes(person: Person) -> QuerySet[Version]:
    """Whoever takes part in a programme that runs, leads or sponsors it may have its modules."""
    return Version.objects.filter(
        Exists(
            ProgrammeModule.objects.filter(
                version=OuterRef("pk"),
                programme__closed_on=None,
                programme__in=programmes_taken_part_in(person),
            )
        )
    )


def teams_open_to(person: Person) -> QuerySet[Team]:
    """Permission.VIEW_TEAM, for its lessons: everybody in its programme learns from them."""
    return Team.objects.filter(programme__in=programmes_open_to(person))


def teams_learning_with(person: Person) -> QuerySet[Team]:
    """Permission.RECORD_LESSON: the members of the team, and whoever runs it."""
    mine = Membership.objects.filter(team=OuterRef("pk"), person=person.pk)
    return Team.objects.filter(Exists(mine.current()) | Q(pk__in=teams_run_by(person)))


def teams_deciding_with(person: Person) -> QuerySet[Team]:
    """Permission.AGREE, for what a board workshop decided: those people, and the sponsor."""
    learning = Q(pk__in=teams_learning_with(person).values("pk"))
    return Team.objects.filter(learning | Q(programme__sponsor=person.pk))


def lessons_taken_back_by(person: Person) -> QuerySet[Lesson]:
    """Permission.RECORD_LESSON: the author, and whoever runs the team, for a day."""
    return Lesson.objects.filter(
        Q(by=person.pk) | Q(team__in=teams_run_by(person)),
        at__gt=timezone.now() - LESSON_STAYS_AFTER,
    )


def promises_answered_by(person: Person) -> QuerySet[Promise]:
    """Permission.ANSWER, for the promise of time: nobody promises the time of another."""
    return Promise.objects.filter(person=person.pk)


def invitations_to_pulse() -> QuerySet[Invitation]:
    """Who gives a pulse: members and the sponsor who were invited, and not marked as away.

    Whoever leads the programme or the session gives none, unless they are a member of the team.
    """
    return Invitation.objects.filter(WANTED_OR_TOLD, TAKES_PART).exclude(attendance__in=AWAY)


def sessions_pulsed_by(person: Person) -> QuerySet[Session]:
    """Permission.GIVE_PULSE: the released sessions whose pulse somebody gives."""
    mine = invitations_to_pulse().filter(person=person.pk)
    return Session.objects.filter(pk__in=mine.values("session"), released__isnull=False)


def actions_changed_by(person: Person) -> QuerySet[Action]:
    """Permission.CHANGE_ACTION: its owner, the owner's other half in that team, the facilitator.

    Of a workshop's decision also whoever of the team, or as its sponsor, wrote it down.
    """
    pairs = working_pairs().filter(team=OuterRef("team"))
    together = Q(leader=OuterRef("owner"), pa=person.pk) | Q(pa=OuterRef("owner"), leader=person.pk)
    wrote = Q(
        workshop__isnull=False, made_by=person.pk, team__in=teams_deciding_with(person).values("pk")
    )
    return Action.objects.filter(
        Q(owner=person.pk)
        | Exists(pairs.filter(together))
        | Q(team__in=teams_run_by(person))
        | wrote
    )


def actions_seen_by(person: Person) -> QuerySet[Action]:
    """Permission.VIEW_TEAM, for actions: whoever sees the team, or may change the action."""
    return Action.objects.filter(
        Q(team__in=teams_seen_by(person)) | Q(pk__in=actions_changed_by(person))
    )


def workshops_seen_by(person: Person) -> QuerySet[Workshop]:
    """Permission.VIEW_TEAM, for workshops: the owner, and whoever sees the team."""
    return Workshop.objects.filter(Q(owner=person.pk) | Q(team__in=teams_seen_by(person)))


def workshops_changed_by(person: Person) -> QuerySet[Workshop]:
    """Permission.RUN_WORKSHOP: the owner, and whoever runs the team."""
    return Workshop.objects.filter(Q(owner=person.pk) | Q(team__in=teams_run_by(person)))


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
