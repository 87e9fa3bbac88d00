"""The pages of results and their files: for whom, what they say, and what they never say."""

import io
import re

import pytest
from django.utils.html import escape
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments import services
from assessments.models import Report
from assessments.services import reports
from tests.assessments.scenes import BEFORE, a_scene, charlie, worked_out
from tests.factories import assessments as make

FILES = ["pdf", "xlsx", "csv"]
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@pytest.fixture
def scene(db):
    return a_scene()


def page(client, person, path, status=200):
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == status
    return response


def text(response):
    """The words of the page, tags left out."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def press(client, person, report_or_scene, **changes):
    client.force_login(person)
    scene = report_or_scene
    fields = {"scope": "person", "team": scene.team.pk, "kind": "leader", "subject": scene.alice.pk}
    return client.post("/results/", fields | changes)


# Asking


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


@pytest.mark.parametrize("fields", [{"team": 10**30}, {"subject": 10**30}, {"subject": 0}])
def test_what_is_not_there_makes_no_report(client, scene, fields):
    assert press(client, scene.alice, scene, **fields).status_code in {404, 422}
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


# Reading


def test_a_result_begins_with_one_sentence_and_its_evidence(client, scene):
    report = scene.result()
    shown = text(page(client, scene.alice, f"/results/{report.pk}/"))
    first = [
        "Result of Dr Alice Ahmed · only you and Amir Khan can see this page",
        "About 10 hours a week released, from two full weeks, good evidence.",
        "Good evidence",
        "5 and 5 complete days, 100% and 100% of the working time logged, the same categories.",
        "Baseline 9 to 13 May 2011, repeat 12 to 16 September 2011.",
    ]
    places = [shown.index(words) for words in first]
    assert places == sorted(places)


def test_a_result_says_all_of_it(client, scene):
    report = scene.result()
    shown = text(page(client, scene.alice, f"/results/{report.pk}/"))
    sentences = [
        "Over a year that would be about 440 hours released: 10 h × 44 working weeks.",
        "Email and messages Worth a look 15 h 10 h −5 h",
        "Waiting, looking for things, doing again Time lost 5 h 0 min −5 h",
        "Whole week, as counted 47 h 30 min 47 h 30 min 0 min",
        "Worth a look 15 h 10 h −5 h",
        "A day 6.0 4.0 −2.0 A week 30 20 −10",
        "Working time logged 100% 100%",
        "Logged by somebody else 0 0 Of these confirmed 0 0 Of these not confirmed 0 0",
        "Reported by its developers in 2008–09 without a comparison group.",
        "Field sites, reported 2008–09, leaders 7 h 30 min",
        "Email and messages is the largest part of the week that is worth a look: about 10 hours",
        "“Visiting services and staff” grew most: from 0.0 to 10.0 hours a week",
    ]
    assert [words for words in sentences if words not in shown] == []


def test_a_pa_reads_it_as_a_guest(client, scene):
    report = scene.result()
    shown = text(page(client, scene.amir, f"/results/{report.pk}/"))
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


def test_a_week_opened_again_is_told(client, scene):
    report = scene.result()
    path = f"/results/{report.pk}/"
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


# For whom


def answers(client, report, people):
    """By name of the person, the status of page, PDF, spreadsheet and CSV."""
    found = {}
    for person in people:
        client.force_login(person)
        paths = [f"/results/{report.pk}{ending}" for ending in ("/", ".pdf", ".xlsx", ".csv")]
        found[person.name] = [client.get(path).status_code for path in paths]
    return found


def test_a_personal_result_is_for_the_person_and_a_granted_pa(client, scene):
    report = scene.result()
    people = [scene.alice, scene.amir, scene.bob, scene.cheryl, charlie()]
    assert answers(client, report, people) == {
        "Dr Alice Ahmed": [200] * 4,
        "Amir Khan": [200] * 4,
        "Bob Lane": [404] * 4,
        "Cheryl Grant": [404] * 4,
        "Charlie Young": [404] * 4,
    }
    services.end_grant(by=scene.alice, grant_id=scene.alice.grants_given.get().pk)
    assert answers(client, report, [scene.amir]) == {"Amir Khan": [404] * 4}


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


def test_somebody_not_signed_in_is_sent_to_sign_in(client, scene):
    report = scene.result()
    for path in ("/results/", f"/results/{report.pk}/", f"/results/{report.pk}.pdf"):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].endswith(f"?next={path}")


def test_nothing_is_kept_by_a_cache(client, scene):
    report = scene.result()
    for ending in ("/", ".pdf", ".xlsx", ".csv"):
        response = page(client, scene.alice, f"/results/{report.pk}{ending}")
        assert response["Cache-Control"] == "no-store, private"


# Files


def test_a_file_comes_as_an_attachment_of_our_own_name(client, scene):
    report = scene.result()
    for extension in FILES:
        response = page(client, scene.alice, f"/results/{report.pk}.{extension}")
        assert response["Content-Type"] == TYPES[extension]
        assert re.fullmatch(
            rf'attachment; filename="result-of-dr-alice-ahmed-\d{{4}}-\d\d-\d\d\.{extension}"',
            response["Content-Disposition"],
        )


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_a_file_that_is_not_there_yet_leads_to_the_page(client, scene, state):
    report = scene.ask()
    if state == "failed":
        reports.fail_report(report.pk)
    for extension in FILES:
        response = page(client, scene.alice, f"/results/{report.pk}.{extension}", 302)
        assert response["Location"] == f"/results/{report.pk}/"


def test_a_spreadsheet_has_a_sheet_for_each_table(client, scene):
    report = scene.result()
    response = page(client, scene.alice, f"/results/{report.pk}.xlsx")
    assert load_workbook(io.BytesIO(response.content)).sheetnames == [
        "In short",
        "Where the time went",
        "What the time was for",
        "Interruptions",
        "How well the weeks are logged",
        "A week released, beside others",
        "Evidence and method",
    ]


# Under five


def test_the_middle_of_a_team_of_four_is_in_no_format(client, db):
    report = a_scene(4)
    alice, report = report.alice, report.result()
    assert report.figures["beside"] is None
    pages = [page(client, alice, f"/results/{report.pk}/").content.decode()]
    pages.append(page(client, alice, f"/results/{report.pk}.csv").content.decode())
    pages.append("".join(one.extract_text() for one in PdfReader(io.BytesIO(report.pdf)).pages))
    book = load_workbook(io.BytesIO(page(client, alice, f"/results/{report.pk}.xlsx").content))
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    pages.append(" ".join(map(str, cells)))
    assert ["Middle of the team" in one for one in pages] == [False] * 4


def test_a_team_of_four_gets_a_sentence_instead_of_a_button(client, db):
    scene = a_scene(4)
    shown = text(page(client, scene.bob, "/results/"))
    assert "There are 4 people, and figures are shown from 5 on." in shown
    assert "Work out the result" not in shown
    client.force_login(scene.bob)
    response = client.post("/results/", {"scope": "team", "team": scene.team.pk, "kind": "leader"})
    assert response.status_code == 422
    assert "so far 4 people have logged both weeks." in text(response)


def test_a_team_of_five_shows_no_name_and_no_single_figure(client, db):
    scene = a_scene(5)
    report = scene.team_result()
    shown = text(page(client, scene.bob, f"/results/{report.pk}/"))
    assert "About 50 hours a week released, 5 people together, good evidence." in shown
    assert "Where the time went, mean of 5 people" in shown
    csv = page(client, scene.bob, f"/results/{report.pk}.csv").content.decode()
    names = [person.name for person in make.leaders_of(scene.team)]
    assert [name for name in names if name in shown or name in csv] == []


# The list


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
    from programmes.services import make_pair

    make_pair(by=scene.bob, team=scene.team, leader=leader, pa=scene.amir)
    return scene.amir


@pytest.mark.parametrize("reports_made", [1, 3])
def test_a_result_takes_the_same_queries_however_many_there_are(
    client, scene, reports_made, django_assert_num_queries
):
    for _ in range(reports_made):
        report = scene.result()
    client.force_login(scene.alice)
    with django_assert_num_queries(6):
        client.get(f"/results/{report.pk}/")
