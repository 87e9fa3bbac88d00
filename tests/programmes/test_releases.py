"""A release tells everybody concerned what changed, once, and nobody anything else."""

import pytest
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from productive_leader.core import outbox
from productive_leader.core.models import AuditEvent, Email, OutboxItem
from programmes.enums import Answer, SessionState
from programmes.models import CalendarMessage, Release, Room, Team
from programmes.queries.releases import preview_of
from programmes.services.calendar_mail import write_release
from programmes.services.invitations import update_invitations
from programmes.services.releases import release_series
from tests.factories.programmes import make_colleague, make_member, make_pair, make_team
from tests.factories.releases import (
    by_name,
    cancel,
    change,
    come_back,
    mails_since,
    move,
    phrases,
    press,
    remove,
    restore,
    told_of,
    told_to,
    words,
)
from tests.factories.sessions import a_session, at
from tests.support.second_opinion import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    """Dr Alice Ahmed and Amir Khan; Bob Lane leads."""
    made = make_team()
    make_pair(made)
    return made


def test_the_first_release_invites_everybody_to_everything_in_one_message_each(team):
    first, second = a_session(team, released=False), a_session(team, at(14), released=False)
    release = press(team)
    assert (release.number, release.people, len(release.plan)) == (1, 3, 6)
    assert told_of(first) == [
        ("Amir Khan", "REQUEST", 0),
        ("Bob Lane", "REQUEST", 0),
        ("Dr Alice Ahmed", "REQUEST", 0),
    ]
    assert [len(email.calendars) for email in mails_since(release)] == [2, 2, 2]
    for session in (first, second):
        session.refresh_from_db()
        assert (session.state, session.sequence) == (SessionState.SCHEDULED, 0)
        assert session.released.starts_at == session.starts_at
    event = AuditEvent.objects.get(action="series.released")
    assert event.detail == {"team": team.pk, "people": 3, "messages": 6}


def test_a_message_says_what_it_is_about(team):
    room = Room.objects.create(
        organisation=team.programme.organisation, name="Room 2", building="Trust HQ"
    )
    session = a_session(team, at(7, 10), released=False, room=room, before="Bring a list.")
    release = press(team)
    alice = by_name(team, "Dr Alice Ahmed")
    email = next(one for one in mails_since(release) if one.to == alice.email)
    day = at(7)
    when = f"{day:%A} {day.day} {day:%B} {day.year}, 10am to 11am"
    assert email.subject == "Your session date: Executive team, first wave"
    assert email.reply_to == team.programme.facilitator.email
    assert email.text == (
        "Dear Dr Alice Ahmed,\n\n"
        "Bob Lane has released dates for Executive team, first wave. This is what concerns you.\n\n"
        f"Topic 1\n{when}\nRoom 2, Trust HQ\n\nBring a list.\n\n"
        f"Agenda and your answer: http://127.0.0.1:8000/sessions/{session.pk}/\n\n"
        "Your calendar can take it from this message.\n\n"
        "Answer in your calendar or on the session's page. A reply to this message goes to "
        "Bob Lane.\n\n"
        "The Productive Leader\n"
    )
    (event,) = told(email)
    assert event["UID"] == f"{session.uid}@productive-leader"
    assert event["LOCATION"] == "Room 2, Trust HQ"


def test_edits_tell_nobody_until_they_are_released(team):
    session = a_session(team, released=False)
    press(team)
    sent = Email.objects.count()
    for days in (8, 9, 10):
        move(session, days)
    assert (Email.objects.count(), preview_of(team).people) == (sent, 3)
    press(team)
    assert Email.objects.count() == sent + 3
    assert told_of(session)[:2] == [("Amir Khan", "REQUEST", 0), ("Amir Khan", "REQUEST", 1)]


def test_the_preview_says_by_session_and_by_person_what_will_be_sent(team):
    first, second = a_session(team), a_session(team, at(14))
    third = a_session(team, at(21), released=False)
    move(first, 9)
    room = Room.objects.create(organisation=team.programme.organisation, name="Room 2")
    change(second, room=room, before="Bring a list.")
    remove(team, "Amir Khan")
    moved = f"moves from {words(at(7))}, to {words(at(9))}"
    details = "is in Room 2; has other words on what to do beforehand"
    assert phrases(team) == {
        str(first): [moved, "Amir Khan is no longer invited"],
        str(second): [
            "is in Room 2",
            "has other words on what to do beforehand",
            "Amir Khan is no longer invited",
        ],
        str(third): [f"new: {words(at(21))}"],
    }
    people = {
        plan.person.name: [(session.number, phrase) for session, phrase in plan.lines]
        for plan in preview_of(team).by_person
    }
    everything = [(1, moved), (2, details), (3, f"new: {words(at(21))}")]
    assert people == {
        "Amir Khan": [
            (1, f"cancelled, was {words(at(7))}"),
            (2, f"cancelled, was {words(at(14))}"),
        ],
        "Bob Lane": everything,
        "Dr Alice Ahmed": everything,
    }
    assert preview_of(team).people == 3


def test_a_preview_takes_four_queries_whatever_there_is(team, django_assert_num_queries):
    move(a_session(team), 8)
    with django_assert_num_queries(4):
        assert len(preview_of(team).messages) == 3
    move(a_session(team, at(14)), 15)
    move(a_session(team, at(21)), 22)
    make_member(team, "Jo Bell")
    with django_assert_num_queries(4):
        assert len(preview_of(team).messages) == 12


def test_a_release_takes_as_many_queries_for_one_session_as_for_three(
    team, django_assert_num_queries
):
    a_session(team, released=False)
    seen = preview_of(team).fingerprint
    with django_assert_num_queries(RELEASE_QUERIES):
        release_series(by=team.programme.facilitator, team=team, seen=seen)
    other = make_team(team.programme, "Second wave")
    make_pair(other, "Jo Bell", "Rita Moss")
    for days in (8, 15, 22):
        a_session(other, at(days), released=False)
    seen = preview_of(other).fingerprint
    with django_assert_num_queries(RELEASE_QUERIES):
        release_series(by=team.programme.facilitator, team=other, seen=seen)


RELEASE_QUERIES = 22


def test_another_room_in_the_same_building_keeps_number_and_answers(team):
    organisation = team.programme.organisation
    rooms = [
        Room.objects.create(organisation=organisation, name=name, building=building)
        for name, building in (("1", "HQ"), ("2", "HQ"), ("3", "Annexe"))
    ]
    session = a_session(team, room=rooms[0])
    session.invitations.update(answer=Answer.YES)
    change(session, room=rooms[1])
    press(team)
    assert told_to(session, "Amir Khan") == [("REQUEST", 0)]
    assert set(session.invitations.values_list("answer", flat=True)) == {Answer.YES}
    change(session, room=rooms[2])
    press(team)
    assert told_to(session, "Amir Khan") == [("REQUEST", 0), ("REQUEST", 1)]
    assert set(session.invitations.values_list("answer", flat=True)) == {Answer.YES}


def test_a_moved_session_is_answered_anew(team):
    session = a_session(team)
    answered = {"answered_at": timezone.now(), "answered_by": team.programme.facilitator}
    session.invitations.update(answer=Answer.APOLOGIES, reason="On leave", **answered)
    move(session, 9)
    press(team)
    nothing = {"answer": "", "reason": "", "answered_at": None, "answered_by": None}
    assert list(session.invitations.values(*nothing)) == [nothing] * 3


def test_one_person_taken_out_hears_of_it_and_nobody_else(team):
    session = a_session(team)
    remove(team, "Amir Khan")
    release = press(team)
    assert release.people == 1
    assert told_of(session) == [("Amir Khan", "CANCEL", 1)]
    (email,) = mails_since(release)
    assert email.subject == "No longer in your calendar: Executive team, first wave"
    assert "You are no longer invited to what follows of Executive team, first wave" in email.text
    assert "this entry leaves your calendar. There is nothing to answer." in email.text
    assert not any(words in email.text for words in ("has released", "Answer in your"))
    (event,) = told(email)
    assert (event.method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")
    session.refresh_from_db()
    assert (session.sequence, session.released.is_cancelled) == (1, False)


def test_whoever_comes_back_gets_the_same_identity_and_a_higher_number(team):
    session = a_session(team)
    remove(team, "Amir Khan")
    press(team)
    come_back(team, "Amir Khan")
    assert phrases(team) == {str(session): ["Amir Khan is invited again"]}
    release = press(team)
    assert told_of(session) == [("Amir Khan", "CANCEL", 1), ("Amir Khan", "REQUEST", 2)]
    (event,) = told(mails_since(release)[0])
    assert event["UID"] == f"{session.uid}@productive-leader"


def test_a_removal_leaves_the_others_where_they_were_until_something_moves(team):
    session = a_session(team)
    remove(team, "Amir Khan")
    press(team)
    change(session, name="Another name")
    press(team)
    assert told_to(session, "Dr Alice Ahmed") == [("REQUEST", 0)]
    move(session, 9)
    press(team)
    assert told_to(session, "Dr Alice Ahmed") == [("REQUEST", 0), ("REQUEST", 2)]


def test_a_cancelled_session_comes_back_with_the_same_identity(team):
    session = a_session(team)
    cancel(session)
    assert phrases(team) == {str(session): ["is cancelled"]}
    cancelled = press(team)
    session.refresh_from_db()
    assert (session.released.is_cancelled, session.state) == (True, SessionState.CANCELLED)
    assert "This session is cancelled." in mails_since(cancelled)[0].text
    restore(session)
    assert phrases(team) == {str(session): [f"takes place after all: {words(at(7))}"]}
    press(team)
    assert told_to(session, "Amir Khan") == [("CANCEL", 1), ("REQUEST", 2)]
    session.refresh_from_db()
    assert (session.released.is_cancelled, session.state) == (False, SessionState.SCHEDULED)


def test_a_session_cancelled_and_brought_back_between_releases_is_no_news(team):
    session = a_session(team)
    restore(cancel(session))
    assert not preview_of(team)


def test_another_facilitator_keeps_the_entry_alive(team):
    session = a_session(team)
    ann = make_colleague("Ann Ito", team.programme.organisation)
    change(session, facilitator=ann)
    update_invitations(team)
    release = press(team)
    assert told_to(session, "Amir Khan") == [("REQUEST", 1)]
    assert told_to(session, "Ann Ito") == [("REQUEST", 1)]
    assert told_to(session, "Bob Lane") == [("CANCEL", 1)]
    amir = by_name(team, "Amir Khan")
    (event,) = told(next(one for one in mails_since(release) if one.to == amir.email))
    assert event["UID"] == f"{session.uid}@productive-leader"
    assert event.person("ORGANIZER") == ("Ann Ito", "no-reply@productive-leader.example")


def test_two_moves_before_the_first_mail_left_are_told_in_order(team):
    """Both mails wait; the second names the first, and they leave in turn."""
    session = a_session(team, released=False)
    for days in (None, 9, 10):
        if days:
            move(session, days)
        release_series(by=team.programme.facilitator, team=team, seen=preview_of(team).fingerprint)
    last = Release.objects.get(team=team, number=3)
    write_release(release_id=last.pk)  # the earlier two are written first
    assert told_to(session, "Amir Khan") == [("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2)]
    stamps = list(
        session.invitations.get(person__name="Amir Khan")
        .messages.order_by("sequence")
        .values_list("stamp", flat=True)
    )
    assert stamps == sorted(set(stamps))
    mails = Email.objects.filter(to=by_name(team, "Amir Khan").email).order_by("queued_at")
    assert [one.after_id for one in mails] == [None, mails[0].pk, mails[1].pk]
    items = OutboxItem.objects.filter(task="core.deliver_email").order_by("-created_at")
    for _ in range(3):
        OutboxItem.objects.filter(state="waiting").update(due_at=timezone.now())
        for item in items:
            outbox.run_item(item.pk)
    sent = [one.subject for one in django_mail.outbox if one.to == [mails[0].to]]
    assert sent == [
        "Your session date: Executive team, first wave",
        "Change to your session dates: Executive team, first wave",
        "Change to your session dates: Executive team, first wave",
    ]


def test_writing_a_release_again_changes_nothing(team):
    a_session(team, released=False)
    release = press(team)
    counts = (Email.objects.count(), CalendarMessage.objects.count())
    write_release(release_id=release.pk)
    assert (Email.objects.count(), CalendarMessage.objects.count()) == counts == (3, 3)


def test_the_worker_finds_its_promise(team):
    a_session(team, released=False)
    release_series(by=team.programme.facilitator, team=team, seen=preview_of(team).fingerprint)
    (item,) = OutboxItem.objects.filter(task="programmes.write_release")
    assert outbox.run_item(item.pk) is True
    assert CalendarMessage.objects.count() == 3


def test_nothing_to_release_names_who_released_last(team):
    with pytest.raises(ValidationError) as refused:
        press(team)
    assert refused.value.messages == ["There is nothing to send. Give a session a date first."]
    a_session(team, released=False)
    release = press(team)
    with pytest.raises(ValidationError) as refused:
        press(team)
    at_last = timezone.localtime(release.at)
    assert refused.value.messages[0].startswith("There is nothing to send. Bob Lane released at ")
    assert refused.value.messages[0].endswith(
        f" on {at_last:%A} {at_last.day} {at_last:%B} {at_last.year}, "
        "and nothing has changed since."
    )


def test_what_changed_after_the_look_is_looked_at_again(team):
    session = a_session(team, released=False)
    seen = preview_of(team).fingerprint
    move(session, 12)
    with pytest.raises(ValidationError) as refused:
        release_series(by=team.programme.facilitator, team=team, seen=seen)
    assert refused.value.messages == [
        "Something changed since you looked. Look again at what will be sent, then release."
    ]
    assert (Release.objects.count(), Email.objects.count()) == (0, 0)


def test_only_who_runs_the_team_releases(team):
    a_session(team, released=False)
    with pytest.raises(PermissionDenied):
        release_series(
            by=by_name(team, "Dr Alice Ahmed"), team=team, seen=preview_of(team).fingerprint
        )


def test_sessions_without_a_date_or_in_the_past_are_left_out_with_a_sentence(team):
    undated = change(a_session(team, released=False), during=None)
    past = move(a_session(team, at(14)), -1)
    a_session(team, at(21), released=False)
    preview = preview_of(team)
    assert preview.left_out == (
        f"{past} is left out: its date has passed.",
        f"{undated} is left out: it has no date yet.",
    )
    press(team)
    undated.refresh_from_db()
    assert (undated.state, undated.released) == (SessionState.PLANNED, None)


def test_held_and_past_sessions_stay_in_calendars(team):
    a_session(team, at(-7))
    held = a_session(team, at(-14))
    change(held, state=SessionState.HELD, held_at=timezone.now())
    remove(team, "Amir Khan")
    assert not preview_of(team)


def test_who_is_gone_gets_no_message(team):
    a_session(team, released=False)
    amir = by_name(team, "Amir Khan")
    seen = preview_of(team).fingerprint
    release = release_series(by=team.programme.facilitator, team=team, seen=seen)
    amir.is_active = False
    amir.save()
    write_release(release_id=release.pk)
    assert CalendarMessage.objects.get(invitation__person=amir).email is None
    assert Email.objects.filter(to=amir.email).count() == 0
    change(team.sessions.get(), name="Another name")
    assert preview_of(team).people == 2


def test_a_name_that_no_subject_may_hold_stops_nobody(team):
    Team.objects.filter(pk=team.pk).update(name="First\u200b\u00a0wave\r\nBcc: x@y.uk")
    team.refresh_from_db()
    a_session(team, released=False)
    press(team)
    assert set(Email.objects.values_list("subject", flat=True)) == {
        "Your session date: First wave Bcc: x@y.uk"
    }
