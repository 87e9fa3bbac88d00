"""The page of a session and what is around it, as each person gets it."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import RoleKind
from productive_leader.core.models import Email
from programmes import services
from programmes.enums import Audience, MemberKind, SessionState
from programmes.models import Edition, Invitation, Pair, Session
from programmes.queries.coming import coming_to
from programmes.queries.sessions import next_sessions_for
from programmes.services.agendas import ItemDraft, set_agenda
from programmes.services.answers import answer_invitation
from programmes.services.pulses import give_pulse
from tests.factories.programmes import (
    make_colleague,
    make_member,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, at, span
from tests.programmes.pages import get, post, words
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
CANARY = "CANARY-7b1f"
QUERIES_OF_LIST = 9
QUERIES_OF_PAGE = 27


@pytest.fixture
def pair() -> Pair:
    """Alice and Amir of a team whose sponsor is Cheryl."""
    organisation = make_organisation()
    cheryl = make_colleague("Cheryl Grant", organisation, RoleKind.CHIEF_EXECUTIVE)
    return make_pair(make_team(make_programme(organisation=organisation, sponsor=cheryl)))


@pytest.fixture
def session(pair: Pair) -> Session:
    return a_session(pair.team, name="Email under control")


# Seeing


def test_people_see_what_was_released_and_the_facilitator_what_is_planned(
    pair: Pair, session: Session
) -> None:
    session.name, session.before = "Email and meetings", f"Bring {CANARY}."
    session.during = span(at(8, 14), 60)
    session.save()

    seen = words(get(pair.leader, "session", session))
    assert "Email under control" in seen
    assert CANARY not in seen
    assert "Email and meetings" not in seen
    assert "10am to 11am" in seen
    assert "Not released yet" not in seen

    planned = words(get(session.facilitator, "session", session))
    assert "Email and meetings" in planned
    assert "2pm to 3pm" in planned
    assert "Not released yet" in planned
    assert "Was called Email under control" in planned


def test_nobody_but_the_facilitator_sees_a_session_that_was_never_released(pair: Pair) -> None:
    planned = a_session(pair.team, released=False)
    assert get(pair.leader, "session", planned).status_code == 404
    assert get(planned.facilitator, "session", planned).status_code == 200
    listed = words(
        client_of(pair.leader).get(reverse("programme_sessions", args=[pair.team.programme_id]))
    )
    assert planned.name not in listed


def test_other_teams_and_organisations_find_nothing(pair: Pair, session: Session) -> None:
    elsewhere = make_pair(make_team())
    second = make_member(make_team(pair.team.programme, "Second"), "Mark Dunn").person
    for person in (elsewhere.leader, elsewhere.team.programme.facilitator, second):
        for route in ("session", "session_answer", "session_pulse", "session_agenda"):
            assert get(person, route, session).status_code == 404


def test_the_pa_of_a_leader_sees_a_session_for_leaders_alone(pair: Pair) -> None:
    session = a_session(pair.team, audience=Audience.LEADERS)
    other = make_member(pair.team, "Jo Bell", MemberKind.PA).person
    seen = words(get(pair.pa, "session", session))
    assert "Answer for Dr Alice Ahmed" in seen
    assert "Will you come?" not in seen
    assert "Answer for" not in words(get(other, "session", session))
    assert get(other, "session_answer", session).status_code == 404


def test_a_sponsor_looks_on_and_answers_when_invited(pair: Pair, session: Session) -> None:
    sponsor = pair.team.programme.sponsor
    assert sponsor
    assert "Will you come?" not in words(get(sponsor, "session", session))
    assert post(sponsor, "session_answer", session, answer="yes").status_code == 404
    final = a_session(pair.team, at(14), audience=Audience.SPONSOR_TOO)
    assert "Will you come?" in words(get(sponsor, "session", final))
    assert "is kept: yes" in words(post(sponsor, "session_answer", final, answer="yes"))


def test_a_session_that_has_begun_is_not_moved_and_has_its_attendance(pair: Pair) -> None:
    begun = a_session(pair.team, at(-1))
    seen = words(get(begun.facilitator, "session", begun))
    for phrase, is_there in (
        ("Move it", False),
        ("The place is not fixed yet.", False),
        ("Attendance", True),
        ("Who was invited", True),
    ):
        assert (phrase in seen) is is_there
    assert "Attendance" not in words(get(pair.leader, "session", begun))


def test_a_cancelled_session_says_so_and_what_is_next(pair: Pair, session: Session) -> None:
    following = a_session(pair.team, at(14), name="Planning the workload")
    Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
    Edition.objects.filter(session=session).update(is_cancelled=True)
    for person in (pair.leader, session.facilitator):
        seen = words(get(person, "session", session))
        assert "This session is cancelled" in seen
        assert f"The next one is {following.name} ." in seen
        assert "Will you come?" not in seen


def test_the_agenda_runs_on_the_clock_also_when_the_clocks_change(pair: Pair) -> None:
    session = a_session(pair.team, at(7, 9, 30))
    seen = words(get(pair.leader, "session", session))
    assert "9:30am 20 min Look at our measures 9:50am 30 min Reflect" in seen
    assert "10:20am 10 min Close and pulse" in seen


def test_the_notes_of_an_agenda_are_for_the_facilitator(pair: Pair, session: Session) -> None:
    set_agenda(by=session.facilitator, session=session, items=[ItemDraft(60, "All", CANARY)])
    assert CANARY in words(get(session.facilitator, "session", session))
    assert CANARY not in words(get(pair.leader, "session", session))


def test_a_reason_is_for_the_person_their_pa_and_the_facilitator(
    pair: Pair, session: Session
) -> None:
    colleague = make_member(pair.team, "Grace Obi").person
    mine = session.invitations.get(person=pair.leader)
    answer_invitation(by=pair.leader, invitation=mine, answer="apologies", reason=CANARY)
    for person in (pair.leader, pair.pa, session.facilitator):
        assert CANARY in words(get(person, "session", session))
    sponsor = pair.team.programme.sponsor
    assert sponsor
    for person in (colleague, sponsor):
        seen = words(get(person, "session", session))
        assert "1 apology" in seen
        assert CANARY not in seen


def test_pairs_stand_side_by_side(pair: Pair, session: Session) -> None:
    """Amir helps Alice and Grace, Jo helps Grace too, Ann nobody yet."""
    grace = make_member(pair.team, "Grace Obi").person
    jo, _ = (make_member(pair.team, name, MemberKind.PA).person for name in ("Jo Bell", "Ann Day"))
    for pa in (pair.pa, jo):
        services.make_pair(by=session.facilitator, team=pair.team, leader=grace, pa=pa)
    coming = coming_to(session, session.facilitator, runs=True)
    beside = [[[one.name for one in side] for side in both] for both in coming.pairs]
    assert beside == [
        [["Dr Alice Ahmed"], ["Amir Khan"]],
        [["Grace Obi"], ["Amir Khan", "Jo Bell"]],
        [[], ["Ann Day"]],
    ]
    assert [(one.name, one.part) for one in coming.others] == [("Bob Lane", "Facilitator")]
    assert coming.summary == "6 without an answer"


def test_whoever_was_not_told_yet_is_listed_for_the_facilitator_alone(
    pair: Pair, session: Session
) -> None:
    make_member(pair.team, "Grace Obi")
    assert "not told yet" in words(get(session.facilitator, "session", session))
    assert "Grace Obi" not in words(get(pair.leader, "session", session)).split("Who is coming")[1]


# Answering


def test_a_post_under_the_invitation_of_another_finds_nothing(pair: Pair, session: Session) -> None:
    theirs = session.invitations.get(person=pair.leader)
    stranger = make_member(pair.team, "Ann Bell", MemberKind.PA).person
    elsewhere = a_session(make_team()).invitations.get()
    for person, invitation in (
        (stranger, theirs.pk),
        (pair.leader, elsewhere.pk),
        (pair.leader, "abc"),
        (pair.leader, ""),
        (pair.leader, 10**30),
    ):
        response = post(person, "session_answer", session, answer="yes", invitation=invitation)
        assert response.status_code == 404
    assert not Invitation.objects.exclude(answer="").exists()


def test_a_facilitator_notes_an_answer_from_the_list(pair: Pair, session: Session) -> None:
    theirs = session.invitations.get(person=pair.leader)
    assert (
        f"?invitation={theirs.pk}" in get(session.facilitator, "session", session).content.decode()
    )
    page = get(session.facilitator, "session_answer", session, invitation=theirs.pk)
    assert "Answer for Dr Alice Ahmed" in words(page)
    noted = post(session.facilitator, "session_answer", session, answer="yes", invitation=theirs.pk)
    assert "Yes answered by Bob Lane" in words(noted)


def test_an_answer_after_the_start_is_refused_in_words(pair: Pair) -> None:
    begun = a_session(pair.team, at(-1))
    response = post(pair.leader, "session_answer", begun, answer="yes")
    assert response.status_code == 422
    assert "This session has begun. Tell Bob Lane, who keeps the attendance." in words(response)
    assert get(pair.leader, "session_answer", begun).status_code == 302


def test_what_was_typed_before_a_sign_in_is_still_there(pair: Pair, session: Session) -> None:
    client = Client()
    here, there = (
        reverse("session", args=[session.pk]),
        reverse("session_answer", args=[session.pk]),
    )
    mine = session.invitations.get(person=pair.leader)
    sent = client.post(
        there,
        {"invitation": mine.pk, "answer": "apologies", "reason": CANARY},
        headers={"referer": f"http://testserver{here}"},
    )
    assert sent.status_code == 302
    kept = client.session["drafts"]
    signed_in = client_of(pair.leader)
    store = signed_in.session
    store["drafts"] = kept
    store.save()
    page = signed_in.get(here).content.decode()
    assert f'value="{CANARY}"' in page
    assert "Press “Send apologies”." in unescape(page)


# Lists


@pytest.mark.parametrize("number", [1, 3, 8])
def test_a_list_takes_as_many_queries_for_one_session_as_for_eight(
    pair: Pair, django_assert_num_queries, number: int
) -> None:
    for place in range(number):
        a_session(pair.team, at(7 * place + 7))
    client = client_of(pair.pa)
    url = reverse("programme_sessions", args=[pair.team.programme_id])
    client.get(url)
    with django_assert_num_queries(QUERIES_OF_LIST):
        response = client.get(url)
    assert words(response).count("No answer yet") == 2 * number


@pytest.mark.parametrize("people", [1, 3])
def test_a_page_takes_as_many_queries_for_one_pair_as_for_three(
    pair: Pair, django_assert_num_queries, people: int
) -> None:
    for number in range(1, people):
        make_pair(pair.team, f"Leader {number}", f"PA {number}")
    session = a_session(pair.team)
    client = client_of(session.facilitator)
    url = reverse("session", args=[session.pk])
    client.get(url)
    with django_assert_num_queries(QUERIES_OF_PAGE):
        client.get(url)


def test_the_next_sessions_of_a_pa_are_theirs_and_those_that_wait_for_an_answer(
    pair: Pair, django_assert_num_queries
) -> None:
    leaders_only = a_session(pair.team, at(3), audience=Audience.LEADERS)
    everybody = a_session(pair.team, at(9))
    a_session(pair.team, at(-1))
    a_session(pair.team, at(12), released=False)
    with django_assert_num_queries(2):
        upcoming = next_sessions_for(pair.pa)
    found = [
        (one.session, one.mine and one.mine.person, [each.person for each in one.unanswered_for])
        for one in upcoming
    ]
    assert found == [(leaders_only, None, [pair.leader]), (everybody, pair.pa, [pair.leader])]

    for one in Invitation.objects.filter(person=pair.leader, session__in=[leaders_only, everybody]):
        answer_invitation(by=pair.leader, invitation=one, answer="yes")
    assert [(one.session, one.unanswered_for) for one in next_sessions_for(pair.pa)] == [
        (everybody, ())
    ]
    assert [one.session for one in next_sessions_for(pair.leader, most=1)] == [leaders_only]


# The pulse on pages


def test_below_five_nothing_of_a_pulse_is_anywhere(pair: Pair) -> None:
    for number in range(4):
        make_member(pair.team, f"Leader {number}")
    session = a_session(pair.team, at(-1))
    invited = session.invitations.select_related("person")
    givers = [one.person for one in invited.exclude(person=session.facilitator)][:4]
    for person in givers:
        give_pulse(by=person, session=session, control=1, energy=5, line=CANARY)
    watchers = [session.facilitator, pair.team.programme.sponsor]
    watchers += [one.person for one in invited if one.person not in givers]
    for person in filter(None, watchers):
        for route in ("session", "session_pulse"):
            page = get(person, route, session)
            assert page.status_code == 200
            assert CANARY not in page.content.decode()
            assert "of 5" not in words(page)
        listed = reverse("programme_sessions", args=[pair.team.programme_id])
        assert CANARY not in client_of(person).get(listed).content.decode()
    assert not Email.objects.filter(text__contains=CANARY).exists()


def test_a_facilitator_sees_who_is_missing_and_others_do_not(pair: Pair) -> None:
    session = a_session(pair.team, at(-1))
    give_pulse(by=pair.leader, session=session, control=3, energy=3)
    sentence = "1 of 2 have answered Not yet: Amir Khan."
    assert sentence in words(get(session.facilitator, "session_pulse", session))
    seen = words(get(pair.pa, "session_pulse", session))
    assert "Not yet" not in seen
    assert "have answered Not" not in seen


def test_whoever_is_not_invited_gives_no_pulse(pair: Pair) -> None:
    session = a_session(pair.team, at(-1))
    sponsor = pair.team.programme.sponsor
    assert sponsor
    assert get(sponsor, "session_pulse", session).status_code == 200
    sent = post(sponsor, "session_pulse", session, control=3, energy=3)
    assert sent.status_code == 404


def test_a_pulse_that_comes_too_late_is_refused_in_words(pair: Pair) -> None:
    session = a_session(pair.team, at(-20))
    response = post(pair.leader, "session_pulse", session, control=3, energy=3, line=CANARY)
    assert response.status_code == 422
    assert "The last day for this was" in words(response)
