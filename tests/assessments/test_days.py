"""Saving a day: the whole document against its revision, once for each key."""

import datetime as dt

import pytest
from django.http import Http404

from assessments import services
from assessments.documents import InvalidDay
from assessments.models import Block, DayTotal, Reopening
from assessments.queries.days import read_day
from assessments.queries.documents import document_of
from tests.assessments.conftest import TUESDAY, Scene, block


def save(scene: Scene, revision: int, blocks: list, by=None, key: str = "", **more):
    data = {"revision": revision, "blocks": blocks, **more}
    return services.save_day(
        by=by or scene.alice, log_id=scene.log.pk, date=TUESDAY, data=data, key=key
    )


def shown(document: dict) -> list[tuple[str, str, str]]:
    return [(one["category"], one["start"][11:16], one["end"][11:16]) for one in document["blocks"]]


def test_a_day_begins_empty_at_revision_0(scene):
    document = document_of(read_day(scene.log, TUESDAY))
    assert document["revision"] == 0
    assert document["blocks"] == []
    assert document["gaps"] == [
        {
            "start": "2026-11-10T08:00:00+00:00",
            "end": "2026-11-10T18:00:00+00:00",
            "minutes": 600,
        }
    ]


def test_a_saved_day_comes_back_with_totals_coverage_and_gaps(scene):
    saved = save(scene, 0, [block("08:00", "12:00"), block("12:30", "18:00", "planning")])
    assert saved["revision"] == 1
    assert shown(saved) == [("email", "08:00", "12:00"), ("planning", "12:30", "18:00")]
    assert saved["totals"] == [
        {"category": "planning", "minutes": 330},
        {"category": "email", "minutes": 240},
    ]
    assert saved["coverage"] == {"window_minutes": 600, "assigned_minutes": 570, "percent": 95}
    assert [gap["minutes"] for gap in saved["gaps"]] == [30]
    assert saved == document_of(read_day(scene.log, TUESDAY))


def test_totals_follow_the_blocks_and_a_lost_category_falls_to_0(scene):
    save(scene, 0, [block("08:00", "12:00")])
    save(scene, 1, [block("08:00", "09:00", "planning")])
    totals = dict(DayTotal.objects.values_list("category__slug", "minutes"))
    assert totals == {"email": 0, "planning": 60}


def test_every_block_says_who_logged_it(scene):
    save(scene, 0, [block("08:00", "09:00"), block("09:00", "10:00", "planning")], by=scene.amir)
    after = save(scene, 1, [block("08:00", "08:30"), block("09:00", "10:00", "reading")])
    assert [one["author"] for one in after["blocks"]] == ["Amir Khan", "Dr Alice Ahmed"]


def test_the_same_key_again_gets_the_same_answer_and_writes_nothing(scene):
    first = save(scene, 0, [block("08:00", "09:00")], key="one")
    again = save(scene, 0, [block("08:00", "09:00")], key="one")
    assert again == first
    assert read_day(scene.log, TUESDAY).day.revision == 1


def test_a_key_is_not_taken_for_another_change(scene):
    save(scene, 0, [block("08:00", "09:00")], key="one")
    with pytest.raises(services.KeyUsedBefore):
        save(scene, 1, [], key="one")


def test_a_stale_revision_is_refused_with_the_present_document(scene):
    first = save(scene, 0, [block("08:00", "09:00")])
    with pytest.raises(services.StaleRevision) as stale:
        save(scene, 0, [block("10:00", "11:00")])
    assert stale.value.document == first


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (
            block("08:00", "09:00", "golf"),
            "There is no category called “golf” in this log.",
        ),
        (block("09:00", "08:00"), "The end must be later than the start."),
        (
            block("08:00", "08:10"),
            "Times go in steps of 15 minutes; 8am to 8:10am does not.",
        ),
        (
            block("03:00", "05:00"),
            "3am to 5am is outside this day, which runs from 4am to 4am.",
        ),
        (
            {"category": "email", "start": "soon", "end": "later"},
            "“start” must be a date and time such as 2026-11-10T09:00.",
        ),
        (block("08:00", "09:00", note="x" * 201), "“note” must be 200 characters or fewer."),
        (
            block("08:00", "09:00", diary=99),
            "This meeting is no longer in the diary that was brought in.",
        ),
    ],
)
def test_a_bad_block_is_refused_with_its_own_sentence(scene, bad, message):
    with pytest.raises(InvalidDay) as invalid:
        save(scene, 0, [bad])
    assert invalid.value.problems[0].message == message
    assert not Block.objects.exists()


def test_an_overlap_names_both_blocks(scene):
    with pytest.raises(InvalidDay) as invalid:
        save(scene, 0, [block("08:00", "09:00"), block("08:30", "10:00")])
    assert [one.message for one in invalid.value.problems] == [
        "8:30am to 10am overlaps 8am to 9am. Shorten one of them or take one away."
    ]


def test_touching_blocks_do_not_clash(scene):
    assert len(save(scene, 0, [block("08:00", "09:00"), block("09:00", "10:00")])["blocks"]) == 2


def test_neighbours_can_shift_in_one_save(scene):
    save(scene, 0, [block("08:00", "09:00"), block("09:00", "10:00", "planning")])
    shifted = save(scene, 1, [block("08:00", "09:30"), block("09:30", "10:00", "planning")])
    assert shown(shifted) == [("email", "08:00", "09:30"), ("planning", "09:30", "10:00")]


def test_times_without_an_offset_are_london_times(scene):
    naive = {"category": "email", "start": "2026-11-10T08:00", "end": "2026-11-10T09:00"}
    assert shown(save(scene, 0, [naive])) == [("email", "08:00", "09:00")]


def test_what_is_left_out_stays_as_it_is(scene):
    at = {"at": "2026-11-10T09:07:00+00:00", "note": "phone"}
    save(scene, 0, [], interruptions=[at], worked=False, done=True)
    kept = save(scene, 1, [])
    assert (kept["interruptions"], kept["worked"], kept["done"]) == ([at], False, True)


def test_nothing_changes_in_a_locked_week(scene):
    services.lock_log(by=scene.alice, log_id=scene.log.pk)
    with pytest.raises(services.LogIsLocked):
        save(scene, 0, [])
    with pytest.raises(services.LogIsLocked):
        services.copy_day(
            by=scene.alice, log_id=scene.log.pk, date=TUESDAY, source=dt.date(2026, 11, 9)
        )


def test_an_ended_grant_closes_the_log_at_once(scene):
    save(scene, 0, [], by=scene.amir)
    services.end_grant(by=scene.alice, grant_id=scene.grant.pk)
    with pytest.raises(Http404):
        save(scene, 1, [], by=scene.amir)


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_others_cannot_save_a_day(scene, name):
    with pytest.raises(Http404):
        save(scene, 0, [], by=getattr(scene, name))


def test_a_date_outside_the_capture_is_no_day(scene):
    with pytest.raises(Http404):
        services.save_day(
            by=scene.alice,
            log_id=scene.log.pk,
            date=dt.date(2026, 11, 20),
            data={"revision": 0, "blocks": []},
        )


def test_the_leader_confirms_a_day_and_a_later_change_by_the_pa_asks_again(scene):
    save(scene, 0, [block("08:00", "09:00")], by=scene.amir)
    services.confirm_day(by=scene.alice, log_id=scene.log.pk, date=TUESDAY)
    assert document_of(read_day(scene.log, TUESDAY))["confirmed"]["by"] == "Dr Alice Ahmed"
    save(scene, 1, [block("08:00", "10:00")], by=scene.amir)
    assert document_of(read_day(scene.log, TUESDAY))["confirmed"] is None


def test_only_the_owner_confirms(scene):
    save(scene, 0, [block("08:00", "09:00")], by=scene.amir)
    with pytest.raises(Http404):
        services.confirm_day(by=scene.amir, log_id=scene.log.pk, date=TUESDAY)


def test_a_copied_day_has_the_same_shape(scene):
    save(scene, 0, [block("08:00", "09:00", note="Board papers"), block("09:00", "10:00", "break")])
    copied = services.copy_day(
        by=scene.alice, log_id=scene.log.pk, date=dt.date(2026, 11, 11), source=TUESDAY
    )
    assert shown(copied) == [("email", "08:00", "09:00"), ("break", "09:00", "10:00")]
    assert [one["source"] for one in copied["blocks"]] == ["copied", "copied"]
    assert [one["note"] for one in copied["blocks"]] == ["", ""]


def test_reopening_needs_a_reason_and_keeps_it(scene):
    services.lock_log(by=scene.alice, log_id=scene.log.pk)
    services.reopen_log(by=scene.bob, log_id=scene.log.pk, reason="Friday was forgotten")
    scene.log.refresh_from_db()
    assert (scene.log.state, scene.log.locked_at) == ("open", None)
    assert Reopening.objects.get().reason == "Friday was forgotten"


def test_saving_one_changed_block_of_fourteen_takes_four_queries(
    scene, django_assert_num_queries, client
):
    client.force_login(scene.alice)
    blocks = [
        block(
            f"{8 + index // 2:02}:{30 * (index % 2):02}",
            f"{8 + (index + 1) // 2:02}:{30 * ((index + 1) % 2):02}",
        )
        for index in range(14)
    ]
    save(scene, 0, blocks)
    blocks[3]["category"] = "planning"
    with django_assert_num_queries(6):  # 4, and the two of this test's savepoint
        answer = client.put(
            f"{scene.path}blocks",
            {"revision": 1, "blocks": blocks},
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )
    assert answer.status_code == 200
