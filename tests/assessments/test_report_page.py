"""The page of a result: what it says, and to whom."""

import re

import pytest
from django.utils.html import escape

from assessments import services
from tests.assessments.scenes import BEFORE, a_scene, charlie, page, text
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(two_weeks):
    return two_weeks


def test_a_result_begins_with_one_sentence_and_its_evidence(client, scene, finished):
    shown = text(page(client, scene.alice, f"/results/{finished.pk}/"))
    first = [
        "Result of Dr Alice Ahmed · only you and Amir Khan can see this page",
        "About 10 hours a week released, from two full weeks, good evidence.",
        "Good evidence",
        "5 and 5 complete days, 100% and 100% of the working time logged, the same categories.",
        "Baseline 9 to 13 May 2011, repeat 12 to 16 September 2011.",
    ]
    places = [shown.index(words) for words in first]
    assert places == sorted(places)


def test_a_result_says_all_of_it(client, scene, finished):
    shown = text(page(client, scene.alice, f"/results/{finished.pk}/"))
    sentences = [
        "Over a year that would be about 440 h released: 10 h × 44 working weeks.",
        "Email and messages Worth a look 15 h 10 h −5 h",
        "Waiting, looking for things, doing again Time lost 5 h 0 min −5 h",
        "Whole week, as counted 47 h 30 min 47 h 30 min 0 min",
        "Worth a look 15 h 10 h −5 h",
        "A day 6.0 4.0 −2.0 A week 30 20 −10",
        "Working time logged 100% 100%",
        "Logged by somebody else 0 0 Of these confirmed 0 0 Of these not confirmed 0 0",
        "Reported by its developers in 2008–09 without a comparison group.",
        "Field sites, reported 2008–09, leaders 7 h 30 min",
        "Email and messages is the largest part of the week that is worth a look: 10 h in the",
        "“Visiting services and staff” grew most: from 0 min to 10 h a week",
    ]
    assert [words for words in sentences if words not in shown] == []


def test_each_heading_is_there_once_and_the_files_come_first(client, scene, finished):
    html = page(client, scene.alice, f"/results/{finished.pk}/").content.decode()
    headings = re.findall(r"<(?:h2|caption)[^>]*>([^<]*)<", html)
    assert sorted(set(headings)) == sorted(headings)
    assert html.index(f"/results/{finished.pk}.pdf") < html.index(headings[0])


def test_a_pa_reads_it_as_a_guest(client, scene, finished):
    shown = text(page(client, scene.amir, f"/results/{finished.pk}/"))
    assert "only you and Dr Alice Ahmed can see this page" in shown


def test_thin_weeks_make_no_claim_and_say_why(client, db):
    scene = a_scene(locked=False)
    make.a_locked_week(make.a_log(scene.baseline, scene.alice), BEFORE)
    log = make.a_log(scene.repeat, scene.alice)
    make.a_locked_week(log, BEFORE, dates=scene.repeat.dates[:2])
    report = scene.result()
    shown = text(page(client, scene.alice, f"/results/{report.pk}/"))
    assert "Not enough evidence yet to say how much time was released." in shown
    assert "No time released is named, because:" in shown
    assert "Only 2 complete days in the repeat week; 4 are needed." in shown
    assert "Time released a week –" in shown
    assert "Email and messages Worth a look 15 h 15 h –" in shown


def test_a_week_without_a_complete_day_has_no_picture(client, db):
    scene = a_scene(locked=False)
    for capture in (scene.baseline, scene.repeat):
        services.lock_log(by=scene.alice, log_id=make.a_log(capture, scene.alice).pk)
    report = scene.result()
    response = page(client, scene.alice, f"/results/{report.pk}/")
    assert "There is no picture yet" in text(response)
    assert "<svg" not in response.content.decode()


def test_a_week_opened_again_is_told(client, scene, finished):
    path = f"/results/{finished.pk}/"
    told = "The repeat week was opened again after this result was worked out."
    assert told not in text(page(client, scene.alice, path))
    log = make.a_log(scene.repeat, scene.alice)
    services.reopen_log(by=scene.alice, log_id=log.pk, reason="Friday was wrong")
    assert told in text(page(client, scene.alice, path))
    make.a_logged_day(log, scene.repeat.dates[4], BEFORE)
    services.lock_log(by=scene.alice, log_id=log.pk)
    shown = text(page(client, scene.alice, path))
    assert "The weeks were opened again and changed after this result was worked out." in shown
    assert "Work out the result anew" in shown


def test_names_are_written_as_text(client, scene):
    person = scene.alice
    person.name = "Dr <b>Alice</b> & Co"
    person.save()
    report = scene.result()
    html = page(client, person, f"/results/{report.pk}/").content.decode()
    assert escape(person.name) in html
    assert person.name not in html


@pytest.mark.parametrize("reports_made", [1, 3])
def test_a_result_takes_the_same_queries_however_many_there_are(
    client, scene, finished, reports_made, django_assert_num_queries
):
    made = [finished, *(scene.result() for _ in range(reports_made - 1))]
    client.force_login(scene.alice)
    with django_assert_num_queries(6):
        client.get(f"/results/{made[-1].pk}/")


def answers(client, report, people):
    """By name of the person, the status of page, PDF, spreadsheet and CSV."""
    found = {}
    for person in people:
        client.force_login(person)
        paths = [f"/results/{report.pk}{ending}" for ending in ("/", ".pdf", ".xlsx", ".csv")]
        found[person.name] = [client.get(path).status_code for path in paths]
    return found


def test_a_personal_result_is_for_the_person_and_a_granted_pa(client, scene, finished):
    people = [scene.alice, scene.amir, scene.bob, scene.cheryl, charlie()]
    assert answers(client, finished, people) == {
        "Dr Alice Ahmed": [200] * 4,
        "Amir Khan": [200] * 4,
        "Bob Lane": [404] * 4,
        "Cheryl Grant": [404] * 4,
        "Charlie Young": [404] * 4,
    }
    services.end_grant(by=scene.alice, grant_id=scene.alice.grants_given.get().pk)
    assert answers(client, finished, [scene.amir]) == {"Amir Khan": [404] * 4}


def test_a_team_result_is_for_members_facilitator_and_sponsor(client, db):
    scene = a_scene(5)
    people = [scene.alice, scene.amir, scene.bob, scene.cheryl, charlie()]
    assert answers(client, scene.team_result(), people) == {
        "Dr Alice Ahmed": [200] * 4,
        "Amir Khan": [200] * 4,
        "Bob Lane": [200] * 4,
        "Cheryl Grant": [200] * 4,
        "Charlie Young": [404] * 4,
    }


def test_somebody_not_signed_in_is_sent_to_sign_in(client, finished):
    for path in ("/results/", f"/results/{finished.pk}/", f"/results/{finished.pk}.pdf"):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].endswith(f"?next={path}")


def test_nothing_is_kept_by_a_cache(client, scene, finished):
    for ending in ("/", ".pdf", ".xlsx", ".csv"):
        response = page(client, scene.alice, f"/results/{finished.pk}{ending}")
        assert response["Cache-Control"] == "no-store, private"
