"""The page of results: asking for one, and how each stands."""

import pytest

from assessments import services
from assessments.models import Report
from assessments.services import reports
from programmes.services import make_pair
from tests.assessments.scenes import a_scene, charlie, page, press, text, worked_out
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(two_weeks):
    return two_weeks


def test_one_press_asks_and_shows_how_far_it_is(client, scene):
    response = press(client, scene.alice, scene)
    report = Report.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/results/{report.pk}/")
    shown = text(page(client, scene.alice, f"/results/{report.pk}/"))
    assert "Reading the two weeks Step 1 of 3" in shown
    assert "you get an e-mail when the result is ready" in shown
    assert "See how far it is now" in shown


def test_a_refusal_is_told_on_the_page_and_in_its_title(client, db):
    scene = a_scene(locked=False)
    response = press(client, scene.alice, scene)
    assert response.status_code == 422
    shown = text(response)
    assert "The baseline week and the repeat week of Dr Alice Ahmed are not locked yet." in shown
    assert "<title>Error: Results – The Productive Leader</title>" in response.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"team": ""},
        {"team": "abc"},
        {"team": "-1"},
        {"kind": "cook"},
        {"scope": ""},
        {"subject": "x" * 10_000},
    ],
)
def test_nonsense_is_refused(client, scene, fields):
    assert press(client, scene.alice, scene, **fields).status_code == 422
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"team": 10**30}, 404), ({"subject": 10**30}, 404), ({"subject": 0}, 422)],
)
def test_what_is_not_there_makes_no_report(client, scene, fields, status):
    assert press(client, scene.alice, scene, **fields).status_code == status
    assert Report.objects.count() == 0


@pytest.mark.parametrize("who", ["bob", "cheryl", "charlie"])
def test_nobody_else_asks_for_a_personal_result(client, scene, who):
    person = charlie() if who == "charlie" else getattr(scene, who)
    assert press(client, person, scene).status_code == 404
    assert Report.objects.count() == 0


def test_a_failed_result_says_why_and_is_tried_again(client, scene):
    report = scene.ask()
    reports.fail_report(report.pk)
    shown = text(page(client, scene.alice, f"/results/{report.pk}/"))
    assert f"This result could not be worked out {reports.WENT_WRONG}" in shown
    response = client.post(f"/results/{report.pk}/again/")
    assert (response.status_code, response["Location"]) == (302, f"/results/{report.pk}/")
    report.refresh_from_db()
    assert report.state == "waiting"


def test_trying_again_in_vain_says_why(client, scene):
    report = scene.ask()
    reports.fail_report(report.pk)
    log = make.a_log(scene.repeat, scene.alice)
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="Friday was wrong")
    client.force_login(scene.alice)
    response = client.post(f"/results/{report.pk}/again/")
    assert response.status_code == 422
    assert "The repeat week of Dr Alice Ahmed is not locked yet." in text(response)


@pytest.mark.parametrize("path", ["", "again/"])
def test_it_rejects_other_methods(client, scene, path):
    report = scene.ask()
    client.force_login(scene.alice)
    other = client.get if path else client.post
    assert other(f"/results/{report.pk}/{path}").status_code == 405


def test_a_newcomer_is_told_what_will_be_here(client, db):
    shown = text(page(client, charlie(), "/results/"))
    assert "No results yet When you have logged and locked a baseline week" in shown


def test_the_list_offers_own_weeks_those_of_leaders_and_teams(client, scene):
    shown = text(page(client, scene.amir, "/results/"))
    people, teams = shown.index("People"), shown.index("Teams")
    assert people < shown.index("Your two weeks") < shown.index("Dr Alice Ahmed") < teams
    assert shown.count("Work out the result") == 1


@pytest.mark.parametrize("state", ["waiting", "failed", "done"])
def test_the_list_says_how_a_result_stands(client, scene, state):
    report = scene.ask()
    if state == "done":
        worked_out(report)
    elif state == "failed":
        reports.fail_report(report.pk)
    words = {
        "waiting": "Being worked out See how far it is",
        "failed": "Did not work See why, and try again",
        "done": "About 10 hours a week released, from two full weeks, good evidence.",
    }
    assert words[state] in text(page(client, scene.alice, "/results/"))


def test_a_team_without_a_repeat_week_says_what_is_missing(client, db):
    team = make.a_team(5)
    make.a_capture(team)
    shown = text(page(client, make.leaders_of(team)[0], "/results/"))
    assert "A result needs a baseline week and a repeat week." in shown


@pytest.mark.parametrize("reports_made", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three_results(
    client, db, reports_made, django_assert_num_queries
):
    scene = a_scene(3)
    for leader in make.leaders_of(scene.team)[:reports_made]:
        if leader != scene.alice:
            make.a_grant(scene.team, leader, _paired(scene, leader))
        worked_out(scene.ask(leader, subject=leader))
    client.force_login(scene.amir)
    client.get("/results/")
    with django_assert_num_queries(7):
        response = client.get("/results/")
    assert text(response).count("good evidence") == reports_made


def _paired(scene, leader):
    make_pair(by=scene.bob, team=scene.team, leader=leader, pa=scene.amir)
    return scene.amir
