"""A diary over HTTP: brought in, accepted, remembered."""

import pytest

from assessments.models import DiaryEvent
from tests.assessments.conftest import block
from tests.assessments.presses import COMMITTEE, LUNCH, calendar, kept, put, upload


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
