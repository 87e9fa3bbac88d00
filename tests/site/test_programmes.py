from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.enums import RoleKind
from accounts.models import Person
from assessments.models import Capture
from assessments.services import finish_log, lock_log, open_capture
from productive_leader.core.dates import today
from productive_leader.core.models import Email
from productive_leader.site.queries.cockpit import TeamPicture, cockpit_of
from productive_leader.site.services import ALL_DONE, nudge_team
from programmes.models import Nudge, Team
from programmes.services import close_programme
from programmes.services.actions import add_action
from programmes.services.promises import ask_for_promises
from tests.factories.assessments import (
    a_capture,
    a_grant,
    a_log,
    a_logged_day,
    a_team,
    both_captures,
    leaders_of,
    pas_of,
)
from tests.factories.programmes import make_colleague, make_organisation, make_programme, make_team
from tests.factories.sessions import a_session, at

pytestmark = pytest.mark.django_db


def enter(client: Client, person: Person) -> Client:
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def page_of(team: Team) -> str:
    return f"/programmes/{team.programme_id}/"


def nudge_url(team: Team) -> str:
    return f"{page_of(team)}teams/{team.pk}/nudge/"


def week_url(team: Team) -> str:
    return f"{page_of(team)}teams/{team.pk}/week/"


def picture_of(team: Team) -> TeamPicture:
    cockpit = cockpit_of(team.programme_id, team.programme.facilitator)
    assert cockpit
    return next(one for one in cockpit.teams if one.pk == team.pk)


def cells(team: Team) -> dict[str, list[tuple[str, str]]]:
    return {
        row.name: [(cell.text, cell.note) for cell in row.cells if cell.text]
        for group in picture_of(team).groups
        for row in group.rows
    }


def test_completion_is_shown_in_a_word_for_each_person() -> None:
    team = a_team(leaders=3)
    capture = a_capture(team)
    first, second, _third = leaders_of(team)
    for day in capture.dates:
        a_logged_day(a_log(capture, first), day)
    a_logged_day(a_log(capture, second), capture.starts_on)
    a_logged_day(a_log(capture, second), capture.ends_on, worked=False, rows=())
    finish_log(by=first, log_id=a_log(capture, first).pk)
    lock_log(by=first, log_id=a_log(capture, first).pk)
    assert cells(team) == {
        "Dr Alice Ahmed": [("Complete", "5 of 5 days, locked")],
        "Leader 2": [("Part", "2 of 5 days")],
        "Leader 3": [("Not started", "0 of 5 days")],
        "Amir Khan": [("Not started", "0 of 5 days")],
    }


def test_a_week_that_runs_now_asks_for_no_day_to_come() -> None:
    team = a_team(pas=0)
    a_capture(team, starts_on=today() + timedelta(days=7))
    (cell,) = cells(team)["Dr Alice Ahmed"]
    assert cell[0] == "Not yet"
    Capture.objects.update(starts_on=today(), ends_on=today() + timedelta(days=6))
    assert cells(team)["Dr Alice Ahmed"] == [("Not started", "0 of 5 days")]
    a_logged_day(a_log(Capture.objects.get(), leaders_of(team)[0]), today())
    assert cells(team)["Dr Alice Ahmed"][0][0] == "Up to date"


def test_the_page_shows_who_works_with_whom_and_no_content(client: Client) -> None:
    team = a_team()
    capture = a_capture(team)
    a_grant(team)
    log = a_log(capture, leaders_of(team)[0])
    a_logged_day(log, capture.starts_on, rows=[("08:00", "18:00", "clinical")])
    response = enter(client, team.programme.facilitator).get(page_of(team))
    assert response.status_code == 200
    assert "You see whether days are complete, never what is in them." in response.text
    assert "1 of 5 days" in response.text
    for secret in ("clinical", "Clinical", "08:00", "8am"):
        assert secret not in response.text


@pytest.mark.parametrize(
    ("path", "read", "posted"), [(page_of, 404, 405), (nudge_url, 405, 404), (week_url, 404, 404)]
)
def test_the_programme_does_not_exist_for_others(
    client: Client, path, read: int, posted: int
) -> None:
    team = a_team()
    a_capture(team)
    colleague = make_colleague(
        "Cora Chief", team.programme.organisation, RoleKind.ACTING_CHIEF_EXECUTIVE
    )
    elsewhere = make_colleague("Eve Stone", make_organisation(), RoleKind.FACILITATOR)
    for person in (*leaders_of(team), *pas_of(team), colleague, elsewhere):
        assert enter(client, person).post(path(team)).status_code == posted
        assert enter(client, person).get(path(team)).status_code == read
    assert not Nudge.objects.exists()


def test_signed_out_the_pages_lead_to_sign_in(client: Client) -> None:
    team = a_team()
    for path in ("/programmes/", page_of(team), week_url(team)):
        assert client.get(path)["Location"] == f"/account/login/?next={path}"
    assert client.post(nudge_url(team))["Location"].startswith("/account/login/")
    assert not Nudge.objects.exists()


def test_the_sponsor_looks_and_changes_nothing(client: Client) -> None:
    team = a_team()
    a_capture(team)
    enter(client, team.programme.sponsor)
    response = client.get(page_of(team))
    assert "Dr Alice Ahmed" in response.text
    assert "Nudge 2 people" not in response.text
    assert "Open the repeat week" not in response.text
    assert client.post(nudge_url(team)).status_code == 404
    assert client.get(week_url(team)).status_code == 404
    with pytest.raises(PermissionDenied):
        nudge_team(by=team.programme.sponsor, team=team)


def test_a_team_of_another_programme_is_not_found_here(client: Client) -> None:
    team, other = a_team(), a_team()
    enter(client, team.programme.facilitator)
    crossed = f"/programmes/{team.programme_id}/teams/{other.pk}/nudge/"
    assert client.post(crossed).status_code == 404


def test_no_number_is_too_large_to_be_not_found(client: Client) -> None:
    team = a_team()
    enter(client, team.programme.facilitator)
    assert client.get(f"/programmes/{10**30}/").status_code == 404
    assert client.post(f"{page_of(team)}teams/{10**30}/nudge/").status_code == 404


def test_one_press_nudges_those_with_missing_days(client: Client) -> None:
    team = a_team(leaders=3)
    capture = a_capture(team)
    done, locked, behind = leaders_of(team)
    for day in capture.dates:
        a_logged_day(a_log(capture, done), day)
    lock_log(by=locked, log_id=a_log(capture, locked).pk)
    a_logged_day(a_log(capture, behind), capture.starts_on)
    enter(client, team.programme.facilitator)
    assert "Nudge 2 people" in client.get(page_of(team)).text

    response = client.post(nudge_url(team), follow=True)

    assert "2 people will get a message that says what is open." in response.text
    assert "Nudge 2 people" not in response.text
    assert "The next one can go tomorrow." in response.text
    assert set(Email.objects.values_list("to", flat=True)) == {behind.email, pas_of(team)[0].email}
    text = Email.objects.get(to=behind.email).text
    assert "Monday 9 May 2011" not in text
    assert "Tuesday 10 May 2011" in text


def test_a_second_nudge_on_one_day_reaches_nobody(client: Client) -> None:
    team = a_team(pas=0)
    a_capture(team)
    enter(client, team.programme.facilitator)
    client.post(nudge_url(team))
    response = client.post(nudge_url(team), follow=True)
    assert "Everybody who needed a nudge has had one today" in response.text
    assert Email.objects.count() == 1


def test_today_and_days_to_come_are_no_reason_for_a_nudge(client: Client) -> None:
    team = a_team(pas=0)
    a_capture(team, starts_on=today(), days=7)
    response = enter(client, team.programme.facilitator).get(page_of(team))
    assert "Who has logged what</h2>" in response.text
    assert nudge_url(team) not in response.text
    with pytest.raises(ValidationError) as refusal:
        nudge_team(by=team.programme.facilitator, team=team)
    assert refusal.value.messages == [ALL_DONE]


def test_a_nudge_is_never_a_get(client: Client) -> None:
    team = a_team()
    assert enter(client, team.programme.facilitator).get(nudge_url(team)).status_code == 405


def test_the_facilitator_opens_the_baseline_then_the_repeat_week(client: Client) -> None:
    team = a_team()
    enter(client, team.programme.facilitator)
    client.post(
        week_url(team),
        {
            "kind": "baseline",
            "starts_on": "2011-05-09",
            "ends_on": "2011-05-13",
            "slot_minutes": "5",
        },
    )
    baseline = Capture.objects.get()
    assert (baseline.kind, baseline.slot_minutes, baseline.logs.count()) == ("baseline", 5, 2)
    assert "Open the repeat week" in client.get(page_of(team)).text

    wrong = {"kind": "repeat", "starts_on": "2011-09-12", "ends_on": "2011-09-16"}
    response = client.post(week_url(team), {**wrong, "slot_minutes": "15"})
    assert response.status_code == 200
    assert Capture.objects.count() == 1

    response = client.post(week_url(team), {**wrong, "slot_minutes": "5"}, follow=True)
    assert "The week is open." in response.text
    assert Capture.objects.get(kind="repeat").category_set == baseline.category_set
    response = client.get(week_url(team), follow=True)
    assert response.redirect_chain == [(page_of(team), 302)]
    assert "Both weeks of this team are open already." in response.text


def test_a_repeat_week_before_any_baseline_is_refused(client: Client) -> None:
    team = a_team()
    bob = team.programme.facilitator
    week = {"starts_on": date(2011, 9, 12), "ends_on": date(2011, 9, 16)}
    with pytest.raises(ValidationError, match="Open the baseline week first"):
        open_capture(by=bob, team=team, kind="repeat", **week)
    form = {"kind": "repeat", "starts_on": "2011-09-12", "ends_on": "2011-09-16"}
    response = enter(client, bob).post(week_url(team), {**form, "slot_minutes": "15"})
    assert "Open the baseline week first." in response.text
    assert not Capture.objects.exists()


def steps(team: Team) -> list[str]:
    return [state for _, state in picture_of(team).steps]


def test_the_steps_follow_what_is_complete_and_not_the_dates_alone() -> None:
    team = a_team(pas=0)
    assert steps(team) == ["current", "later", "later", "later"]
    baseline, repeat = both_captures(team)
    assert steps(team) == ["done", "done", "current", "later"]
    alice = leaders_of(team)[0]
    for day in baseline.dates:
        a_logged_day(a_log(baseline, alice), day)
    assert steps(team) == ["done", "done", "current", "later"]
    lock_log(by=alice, log_id=a_log(repeat, alice).pk)
    assert steps(team) == ["done", "done", "done", "current"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": "2011-05-08"}, "The last day must not be before the first day."),
        ({"ends_on": "2011-07-13"}, "A week to log has at most 31 days. Choose an earlier day."),
        ({"starts_on": "yesterday"}, "Type the first day as a date, for example 9/5/2011."),
        ({"ends_on": ""}, "Choose the last day."),
        ({"kind": "third"}, "Open the baseline week first."),
    ],
)
def test_a_week_that_cannot_be_is_refused_in_words(
    client: Client, change: dict[str, str], sentence: str
) -> None:
    team = a_team()
    form = {
        "kind": "baseline",
        "starts_on": "2011-05-09",
        "ends_on": "2011-05-13",
        "slot_minutes": "15",
        **change,
    }
    response = enter(client, team.programme.facilitator).post(week_url(team), form)
    assert response.status_code == 200
    assert sentence in response.text
    assert "<title>Error: Open a week" in response.text
    assert not Capture.objects.exists()


def test_a_closed_programme_is_looked_at_and_left_alone(client: Client) -> None:
    team = a_team()
    a_capture(team)
    bob = team.programme.facilitator
    close_programme(by=bob, programme=team.programme, on=today())
    enter(client, bob)
    response = client.get(page_of(team))
    assert "Nudge 2 people" not in response.text
    assert "closed on" in response.text
    assert client.get(week_url(team)).status_code == 404
    assert "This programme closed on" in client.post(nudge_url(team), follow=True).text


def test_the_list_has_ones_own_programmes_alone(client: Client) -> None:
    team, other = a_team(), a_team()
    response = enter(client, team.programme.facilitator).get("/programmes/")
    assert f'href="{page_of(team)}"' in response.text
    assert f'href="{page_of(other)}"' not in response.text
    sam = make_colleague("Sam Wood", make_organisation())
    assert "No programmes yet" in enter(client, sam).get("/programmes/").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client: Client, number: int, django_assert_num_queries
) -> None:
    team = a_team(code="RNV")
    bob = team.programme.facilitator
    for extra in range(number):
        programme = make_programme(
            organisation=team.programme.organisation, facilitator=bob, name=f"Wave {extra}"
        )
        a_capture(make_team(programme))
    enter(client, bob).get("/programmes/")
    with django_assert_num_queries(7):
        assert client.get("/programmes/").status_code == 200


@pytest.mark.parametrize(("teams", "people"), [(1, 1), (3, 1), (1, 20)])
def test_the_programme_takes_as_many_queries_for_three_teams_or_forty_people_as_for_one(
    client: Client, teams: int, people: int, django_assert_num_queries
) -> None:
    team = a_team(leaders=people, pas=people)
    bob = team.programme.facilitator
    for number in range(1, teams):
        make_team(team.programme, f"Wave {number}")
    for each in team.programme.teams.all():
        a_capture(each)
        a_capture(each, "repeat")
        for days in (-7, 3, 10):
            session = a_session(each, at(days, hour=9 + each.pk % 9))
        add_action(by=bob, session=session, owner=bob, text="Shorten it", due_on=today())
    ask_for_promises(by=bob, programme=team.programme)
    cache.clear()
    enter(client, bob).get(page_of(team))
    cache.clear()
    with django_assert_num_queries(10):
        assert client.get(page_of(team)).status_code == 200
