"""The day, its document and its table over HTTP: each refusal has its sentence and status."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assessments import services
from assessments.forms import BlockForm, DayForm, DiaryForm, GrantForm, ReopenForm, WindowForm
from assessments.models import DiaryEvent, Log
from assessments.queries.days import read_day
from assessments.queries.documents import document_of
from tests.assessments.conftest import TUESDAY, Scene, block

DATA = Path(__file__).resolve().parent.parent / "data"


def put(client, scene: Scene, data: dict, key: str = "", path: str = ""):
    headers = {"Idempotency-Key": key} if key else {}
    return client.put(
        path or f"{scene.path}blocks", data, content_type="application/json", headers=headers
    )


def kept(scene: Scene) -> dict:
    return document_of(read_day(scene.log, TUESDAY))


@pytest.mark.parametrize(
    ("person", "status"), [("alice", 200), ("amir", 200), ("bob", 404), ("charlie", 404)]
)
@pytest.mark.parametrize("tail", ["", "blocks", "table/"])
def test_only_the_owner_and_a_granted_pa_see_a_day(client, scene, person, status, tail):
    client.force_login(getattr(scene, person))
    assert client.get(f"{scene.path}{tail}").status_code == status


def test_an_ended_grant_says_so(client, scene):
    services.end_grant(by=scene.alice, grant_id=scene.grant.pk)
    client.force_login(scene.amir)
    answer = put(client, scene, {"revision": 0, "blocks": []})
    assert answer.status_code == 404
    assert answer.json() == {
        "message": "You may no longer keep the log of Dr Alice Ahmed: the arrangement has ended."
    }


@pytest.mark.parametrize("tail", ["2026-11-10/", "2026-11-10/table/", "week/", "import/"])
def test_every_page_of_a_log_says_that_the_arrangement_has_ended(client, scene, tail):
    services.end_grant(by=scene.alice, grant_id=scene.grant.pk)
    path = f"/time/{scene.log.pk}/{tail}"
    client.force_login(scene.amir)
    answer = client.get(path)
    sentence = "You may no longer keep the log of Dr Alice Ahmed: the arrangement has ended."
    assert (answer.status_code, sentence in answer.text) == (404, True)
    for stranger in (scene.bob, scene.charlie):
        client.force_login(stranger)
        answer = client.get(path)
        assert (answer.status_code, "Alice" in answer.text) == (404, False)


def test_a_date_outside_the_week_is_named_while_the_grant_is_alive(client, scene):
    client.force_login(scene.amir)
    for answer in (
        put(client, scene, {"revision": 0, "blocks": []}, path=scene.path[:-3] + "16/blocks"),
        client.get(scene.path[:-3] + "16/blocks"),
    ):
        assert (answer.status_code, answer.json()) == (
            404,
            {"message": "This date is not in this week, Monday 9 to Friday 13 November 2026."},
        )
    assert "arrangement" not in client.get(scene.path[:-3] + "16/").text


@pytest.mark.parametrize(
    "headers",
    [{"content_type": "application/json"}, {"headers": {"Accept": "application/json"}}],
)
def test_a_date_that_is_none_answers_json_with_json(client, scene, headers):
    client.force_login(scene.alice)
    path = f"/time/{scene.log.pk}/2011-02-31/blocks"
    answer = client.generic("PUT", path, "{}", **headers)
    assert (answer.status_code, answer.json()) == (
        404,
        {"message": "There is nothing at this address."},
    )
    assert client.get(path)["Content-Type"] == "text/html; charset=utf-8"


def test_a_day_sent_without_its_token_is_refused_in_json(scene):
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.alice)
    answer = put(client, scene, {"revision": 0, "blocks": []})
    assert answer.status_code == 403
    assert answer.json()["message"].startswith("This page was open too long")


def test_signed_out_saving_says_where_to_sign_in(client, scene):
    answer = put(client, scene, {"revision": 0, "blocks": []})
    assert answer.status_code == 401
    assert answer.json()["sign_in"] == f"/account/login/?next={scene.path}"


def test_the_document_comes_and_goes_as_json(client, scene):
    client.force_login(scene.alice)
    answer = put(client, scene, {"revision": 0, "blocks": [block("08:00", "09:00")]}, key="k")
    assert answer.status_code == 200
    assert answer.json() == client.get(f"{scene.path}blocks").json() == kept(scene)


def test_a_stale_revision_answers_409_with_both_versions(client, scene):
    client.force_login(scene.alice)
    put(client, scene, {"revision": 0, "blocks": [block("08:00", "09:00")]})
    mine = {"revision": 0, "blocks": [block("10:00", "11:00")]}
    answer = put(client, scene, mine)
    assert answer.status_code == 409
    assert answer.json()["yours"] == mine
    assert answer.json()["theirs"] == kept(scene)


def test_bad_blocks_answer_422_with_a_message_each(client, scene):
    client.force_login(scene.alice)
    blocks = [block("08:00", "09:00", "golf"), block("10:00", "09:30")]
    answer = put(client, scene, {"revision": 0, "blocks": blocks})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "index": 0,
            "field": "category",
            "message": "There is no category called “golf” in this log.",
        },
        {"index": 1, "field": "end", "message": "The end must be later than the start."},
    ]


def test_a_locked_week_answers_423(client, scene):
    services.lock_log(by=scene.alice, log_id=scene.log.pk)
    client.force_login(scene.amir)
    answer = put(client, scene, {"revision": 0, "blocks": []})
    assert answer.status_code == 423
    assert answer.json() == {
        "message": "This week is locked. Its owner can open it again, with a reason."
    }


def test_a_used_key_with_other_content_answers_422(client, scene):
    client.force_login(scene.alice)
    put(client, scene, {"revision": 0, "blocks": []}, key="k")
    answer = put(client, scene, {"revision": 1, "blocks": []}, key="k")
    assert answer.status_code == 422
    assert answer.json()["message"] == (
        "This Idempotency-Key was used for something else. Send a new one."
    )


def test_what_is_no_json_answers_400(client, scene):
    client.force_login(scene.alice)
    answer = client.put(f"{scene.path}blocks", b"\xff{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.json() == {"message": "The data is not valid UTF-8 text."}


def test_today_goes_to_the_day_that_is_open(client, scene):
    client.force_login(scene.alice)
    answer = client.get("/time/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/time/{scene.log.pk}/2026-11-")


def test_today_without_a_week_says_what_to_expect(client, scene):
    client.force_login(scene.charlie)
    assert "There is no week to log yet" in client.get("/time/").content.decode()


def table(revision: int, *rows: dict, **more: str) -> dict[str, str]:
    """The table of a day as a browser posts it."""
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        data |= {f"form-{index}-{name}": value for name, value in row.items()}
    return {**data, "revision": str(revision), "worked": "yes", "interruptions": "0", **more}


def row(start: str, end: str, category: str = "email", note: str = "") -> dict[str, str]:
    return {"start": start, "end": end, "category": category, "note": note, "origin": ""}


def test_the_table_saves_rows_interruptions_and_done(client, scene):
    client.force_login(scene.alice)
    posted = table(0, row("08:00", "09:00"), row("09:00", "9:30", "planning"), done="on")
    answer = client.post(f"{scene.path}table/", posted | {"interruptions": "2"})
    assert answer.status_code == 302
    day = kept(scene)
    assert [(one["category"], one["source"]) for one in day["blocks"]] == [
        ("email", "typed"),
        ("planning", "typed"),
    ]
    assert (len(day["interruptions"]), day["done"]) == (2, True)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row("10:00", "09:00")], "The end must be later than the start."),
        (
            [row("08:00", "09:00"), row("08:30", "10:00")],
            "8:30am to 10am overlaps 8am to 9am. Shorten one of them or take one away.",
        ),
        ([row("08:00", "08:07")], "Times go in steps of 15 minutes; 8am to 8:07am does not."),
    ],
)
def test_a_bad_table_says_why_and_keeps_what_was_typed(client, scene, rows, message):
    client.force_login(scene.alice)
    answer = client.post(f"{scene.path}table/", table(0, *rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert message in page
    assert f'value="{rows[-1]["end"]}"' in page
    assert kept(scene)["blocks"] == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"form-0-start": ""}, "Type the start, for example 09:30."),
        ({"form-0-end": "late"}, "Type the end, for example 10:15."),
        ({"form-0-category": ""}, "Choose a category."),
        ({"interruptions": "many"}, "Type the interruptions as a number from 0 to 300."),
        ({"worked": "perhaps"}, "Say whether you worked this day."),
    ],
)
def test_a_field_of_the_table_says_what_mends_it(client, scene, change, sentence):
    client.force_login(scene.alice)
    posted = table(0, row("08:00", "09:00")) | change
    answer = client.post(f"{scene.path}table/", posted)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "This field" not in answer.text


def test_the_column_and_its_box_say_take_away(client, scene):
    client.force_login(scene.alice)
    page = client.get(f"{scene.path}table/").text
    assert ("Delete" in page, "Take away, row 1" in page) == (False, True)


@pytest.mark.parametrize("form", [DayForm, WindowForm, ReopenForm, GrantForm, DiaryForm, BlockForm])
def test_no_field_speaks_in_the_words_of_the_framework(scene, form):
    extra = {
        GrantForm: {"pairs": scene.team.pairs.all()},
        BlockForm: {"categories": (), "rules": services.rules_for(scene.log, TUESDAY)},
    }
    fields = form(**extra.get(form, {})).fields
    stock = forms.Field.default_error_messages["required"]
    found = [name for name, one in fields.items() if one.error_messages["required"] == stock]
    assert [name for name in found if fields[name].required] == []


def test_a_stale_table_shows_theirs_and_a_second_press_keeps_mine(client, scene):
    client.force_login(scene.alice)
    services.save_day(
        by=scene.amir,
        log_id=scene.log.pk,
        date=TUESDAY,
        data={"revision": 0, "blocks": [block("14:00", "15:00", "travelling")]},
    )
    answer = client.post(f"{scene.path}table/", table(0, row("08:00", "09:00")))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "2pm to 3pm: Travelling" in page
    assert "What is kept now stands above your version." in page
    assert 'name="revision" value="1"' in page
    client.post(f"{scene.path}table/", table(1, row("08:00", "09:00")))
    assert [one["category"] for one in kept(scene)["blocks"]] == ["email"]


def test_what_was_typed_when_signed_out_waits_for_the_sign_in(client, scene):
    answer = client.post(f"{scene.path}table/", table(0, row("08:00", "09:00", note="Budget")))
    assert answer["Location"] == f"/account/login/?next={scene.path}table/"
    client.force_login(scene.alice)
    page = client.get(f"{scene.path}table/").content.decode()
    assert 'value="Budget"' in page
    assert "What you typed is below and not saved yet. Press “Save the day”." in page
    assert "not saved yet" not in client.get(f"{scene.path}table/").content.decode()
    assert kept(scene)["blocks"] == []


def upload(client, scene: Scene, content: bytes, name: str = "diary.ics"):
    file = SimpleUploadedFile(name, content, content_type="text/calendar")
    return client.post(f"/time/{scene.log.pk}/import/", {"diary": file})


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//ours//test//EN"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@example", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


COMMITTEE = "DTSTART:20261110T110000Z\nDTEND:20261110T120000Z\nSUMMARY:Quality committee"
LUNCH = "DTSTART:20261110T113000Z\nDTEND:20261110T123000Z\nSUMMARY:Finance call"


def test_a_diary_brings_meetings_to_accept(client, scene):
    client.force_login(scene.amir)
    answer = upload(client, scene, calendar(COMMITTEE))
    assert answer["Location"] == scene.path
    assert [(one["title"], one["ticked"]) for one in kept(scene)["diary"]] == [
        ("Quality committee", True)
    ]


def test_the_same_diary_twice_is_one_diary_and_gone_meetings_go(client, scene):
    client.force_login(scene.amir)
    upload(client, scene, calendar(COMMITTEE, LUNCH))
    upload(client, scene, calendar(COMMITTEE))
    assert [one.title for one in DiaryEvent.objects.all()] == ["Quality committee"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"hello", "This is not a calendar file."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a calendar file."),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        (calendar("DTSTART:20200101T100000Z\nDTEND:20200101T110000Z\nSUMMARY:Old"), "Nothing"),
    ],
)
def test_a_diary_that_cannot_be_used_says_why_and_changes_nothing(client, scene, content, words):
    client.force_login(scene.amir)
    upload(client, scene, calendar(COMMITTEE))
    answer = upload(client, scene, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert len(kept(scene)["diary"]) == 1


def test_accepting_without_script_trims_what_overlaps(client, scene):
    client.force_login(scene.amir)
    upload(client, scene, calendar(COMMITTEE, LUNCH))
    ids = [one["id"] for one in kept(scene)["diary"]]
    posted = {"accept": ids, **{f"category-{one}": "meetings-attend" for one in ids}}
    client.post(f"{scene.path}accept/", posted)
    day = kept(scene)
    assert [(one["note"], one["start"][11:16], one["end"][11:16]) for one in day["blocks"]] == [
        ("Quality committee", "11:00", "12:00"),
        ("Finance call", "12:00", "12:30"),
    ]
    assert day["diary"] == []


def test_a_meeting_that_clashes_starts_unticked_and_says_with_what(client, scene):
    client.force_login(scene.amir)
    early = "DTSTART:20261110T080000Z\nDTEND:20261110T090000Z\nSUMMARY:Early call"
    upload(client, scene, calendar(COMMITTEE, LUNCH, early))
    put(client, scene, {"revision": 0, "blocks": [block("08:30", "09:30")]})
    page = client.get(f"{scene.path}table/")
    told = [(one["title"], one["clash"], one["ticked"]) for one in page.context["diary_rows"]]
    assert told == [
        ("Early call", "Email and messages", False),
        ("Quality committee", "", True),
        ("Finance call", "Quality committee", False),
    ]
    assert "clashes with Quality committee" in page.text


def test_a_recurring_meeting_remembers_its_category(client, scene):
    client.force_login(scene.amir)
    upload(client, scene, calendar(f"{COMMITTEE}\nRRULE:FREQ=DAILY;COUNT=3"))
    event = kept(scene)["diary"][0]
    accepted = block("11:00", "12:00", "papers", diary=event["id"])
    put(client, scene, {"revision": 0, "blocks": [accepted]})
    wednesday = f"/time/{scene.log.pk}/2026-11-11/blocks"
    assert client.get(wednesday).json()["diary"][0]["category"] == "papers"


def test_taking_a_block_away_brings_its_meeting_back_and_dismissing_does_not(client, scene):
    client.force_login(scene.amir)
    upload(client, scene, calendar(COMMITTEE))
    event = kept(scene)["diary"][0]["id"]
    accepted = block("11:00", "12:00", diary=event)
    assert put(client, scene, {"revision": 0, "blocks": [accepted]}).json()["diary"] == []
    assert len(put(client, scene, {"revision": 1, "blocks": []}).json()["diary"]) == 1
    put(client, scene, {"revision": 2, "blocks": [], "dismissed": [event]})
    upload(client, scene, calendar(COMMITTEE))
    assert kept(scene)["diary"] == []


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


@pytest.mark.parametrize("meetings", [1, 3])
def test_a_day_opens_in_the_same_number_of_queries(
    client, scene, meetings, django_assert_max_num_queries
):
    client.force_login(scene.alice)
    upload(client, scene, calendar(*[COMMITTEE] * meetings))
    client.get(scene.path)
    with django_assert_max_num_queries(8):
        assert client.get(scene.path).status_code == 200


def test_the_page_carries_its_document_and_each_category(client, scene):
    client.force_login(scene.alice)
    page = client.get(scene.path).content.decode()
    document = page.split('id="day-document" type="application/json">')[1].split("</script>")[0]
    assert json.loads(document) == kept(scene)
    assert page.count("data-category=") >= 17
