"""The day and its document over HTTP: each refusal has its sentence and status."""

import json
from pathlib import Path

import pytest
from django.test import Client

from assessments import services
from programmes.models import Pair
from programmes.services import end_pair
from tests.assessments.conftest import block
from tests.assessments.presses import COMMITTEE, calendar, kept, put, upload

DATA = Path(__file__).resolve().parent.parent / "data"


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


def test_a_grant_ends_with_the_pair(client, scene):
    """A PA who leaves the team keeps nobody's log any longer, though nobody ended the grant."""
    pair = Pair.objects.get(leader=scene.alice, pa=scene.amir)
    end_pair(by=pair.team.programme.facilitator, pair=pair)
    client.force_login(scene.amir)
    answer = client.get(f"{scene.path}")
    sentence = "You may no longer keep the log of Dr Alice Ahmed: the arrangement has ended."
    assert (answer.status_code, sentence in answer.text) == (404, True)
    answer = put(client, scene, {"revision": 0, "blocks": []})
    assert (answer.status_code, answer.json()) == (404, {"message": sentence})


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
