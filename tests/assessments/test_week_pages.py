"""The week and the grants over HTTP."""

import datetime as dt

from assessments import services
from assessments.models import Log
from tests.assessments.conftest import TUESDAY, Scene, block
from tests.assessments.presses import COMMITTEE, calendar, put, upload


def test_the_week_page_lists_days_and_locks(client, scene):
    client.force_login(scene.alice)
    services.save_day(
        by=scene.amir,
        log_id=scene.log.pk,
        date=TUESDAY,
        data={"revision": 0, "blocks": [block("08:00", "18:00")]},
    )
    page = client.get(f"/time/{scene.log.pk}/week/").content.decode()
    assert "1 day logged for you to look over and confirm." in page
    client.post(f"/time/{scene.log.pk}/lock/")
    scene.log.refresh_from_db()
    assert scene.log.locked


def no_work(scene: Scene, by, date: dt.date) -> None:
    services.save_day(
        by=by, log_id=scene.log.pk, date=date, data={"revision": 0, "worked": False, "blocks": []}
    )
    services.mark_day_done(by=by, log_id=scene.log.pk, date=date)


def test_a_week_that_is_not_right_asks_below_the_days_before_it_is_locked(client, scene):
    client.force_login(scene.alice)
    days = scene.capture.dates
    week = f"/time/{scene.log.pk}/week/"
    for date in days[:3]:
        no_work(scene, scene.amir, date)
    page = client.get(week).text
    assert "Monday 9 to Friday 13 November 2026</h1>" in page
    assert "2 days are not complete and 3 not confirmed:" in page
    assert page.index("</table>") < page.index("Lock anyway")
    for date in days[3:]:
        no_work(scene, scene.alice, date)
    assert "3 days are not confirmed:" in client.get(week).text
    for date in days[:3]:
        services.confirm_day(by=scene.alice, log_id=scene.log.pk, date=date)
    page = client.get(week).text
    assert "Lock anyway" not in page
    assert page.index("Lock this week") < page.index("</table>")


def test_the_week_page_leads_to_the_other_weeks_one_keeps(client, scene):
    client.force_login(scene.amir)
    page = client.get(f"/time/{scene.log.pk}/week/").text
    own = Log.objects.get(person=scene.amir)
    assert f'<a href="/time/{own.pk}/week/">your baseline week, {scene.team.name}</a>' in page
    client.force_login(scene.alice)
    assert "Other weeks you keep" not in client.get(f"/time/{scene.log.pk}/week/").text


def test_a_locked_week_takes_no_diary_and_says_so(client, scene):
    services.lock_log(by=scene.alice, log_id=scene.log.pk)
    client.force_login(scene.alice)
    answer = client.get(f"/time/{scene.log.pk}/import/")
    assert (answer.status_code, "This week is locked" in answer.text) == (200, True)
    assert 'name="diary"' not in answer.text
    assert upload(client, scene, calendar(COMMITTEE)).status_code == 423


def test_the_facilitator_opens_a_week_again_without_seeing_it(client, scene):
    services.lock_log(by=scene.alice, log_id=scene.log.pk)
    client.force_login(scene.bob)
    assert client.get(f"/time/{scene.log.pk}/week/").status_code == 404
    path = f"/time/{scene.log.pk}/reopen/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Friday is missing"}).status_code == 302
    scene.log.refresh_from_db()
    assert not scene.log.locked


def test_changed_hours_count_every_day_anew(client, scene):
    client.force_login(scene.alice)
    put(client, scene, {"revision": 0, "blocks": [block("08:00", "12:00")]})
    client.post(f"/time/{scene.log.pk}/hours/", {"start": "08:00", "end": "12:00"})
    assert client.get(f"{scene.path}blocks").json()["coverage"]["percent"] == 100


def test_grants_are_given_once_and_ended_in_one_press(client, scene):
    client.force_login(scene.alice)
    client.post(f"/time/grants/{scene.grant.pk}/end/")
    scene.grant.refresh_from_db()
    assert scene.grant.revoked_at is not None
    pair = scene.team.pairs.get()
    assert client.post("/time/grants/", {"pair": pair.pk}).status_code == 302
    answer = client.post("/time/grants/", {"pair": pair.pk})
    assert answer.status_code == 422
