"""Every invariant the database holds, broken once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from assessments.models import (
    Block,
    Capture,
    Category,
    CategorySet,
    Day,
    DayTotal,
    DayWrite,
    DiaryEvent,
    Grant,
    Interruption,
    Log,
    Reopening,
    Report,
    SeriesCategory,
)
from assessments.timeline import at
from tests.assessments.conftest import MONDAY, TUESDAY

NINE, TEN = at(TUESDAY, "09:00"), at(TUESDAY, "10:00")
HOUR = DateTimeTZRange(NINE, TEN)


@pytest.fixture
def day(scene):
    return Day.objects.create(log=scene.log, date=TUESDAY, window_minutes=600)


@pytest.fixture
def email(scene):
    return Category.objects.get(kind="leader", slug="email")


def breaks(name: str, write) -> None:
    """`write` must fail on the constraint of this name."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def test_captures_keep_their_rules(scene):
    def capture(**changes):
        fields = {
            "team": scene.team,
            "kind": "repeat",
            "starts_on": MONDAY,
            "ends_on": MONDAY,
            "category_set": scene.capture.category_set,
        }
        return lambda: Capture.objects.create(**fields | changes)

    breaks("team_has_one_capture_of_each_kind", capture(kind="baseline"))
    breaks("capture_ends_after_it_starts", capture(ends_on=MONDAY - dt.timedelta(days=1)))
    breaks("capture_slots_are_5_or_15_minutes", capture(slot_minutes=7))


def test_categories_keep_their_rules(scene, email):
    def copy(**changes):
        fields = {
            "category_set": email.category_set,
            "kind": "leader",
            "slug": "new",
            "label": "New",
            "short_label": "New",
            "definition": "New",
            "group": "needed",
            "token": "c01",
            "position": 90,
        }
        return lambda: Category.objects.create(**fields | changes)

    breaks("category_slug_is_unique_in_its_set", copy(slug="email"))
    breaks("category_position_is_unique_in_its_set", copy(position=1))
    breaks("category_group_is_known", copy(group="other"))
    breaks(
        "category_set_version_is_unique",
        lambda: CategorySet.objects.create(name="The Productive Leader", version=1),
    )


def test_logs_keep_their_rules(scene):
    def change(**fields):
        return lambda: Log.objects.filter(pk=scene.log.pk).update(**fields)

    breaks(
        "person_has_one_log_in_a_capture",
        lambda: Log.objects.create(capture=scene.capture, person=scene.alice, kind="leader"),
    )
    breaks("log_state_is_known", change(state="gone"))
    breaks("locked_log_says_when", change(state="locked"))
    breaks("working_window_ends_after_it_starts", change(window_end=dt.time(7)))
    breaks(
        "reopening_has_a_reason",
        lambda: Reopening.objects.create(log=scene.log, by=scene.bob, reason=""),
    )


def test_grants_keep_their_rules(scene):
    def grant(**changes):
        fields = {"team": scene.team, "leader": scene.alice, "pa": scene.amir}
        return lambda: Grant.objects.create(**fields | changes)

    breaks("grant_is_given_once_until_it_is_ended", grant())
    breaks("grant_is_given_to_somebody_else", grant(pa=scene.alice))
    breaks(
        "grant_ends_after_it_starts",
        grant(pa=scene.bob, starts_on=TUESDAY, ends_on=MONDAY),
    )


def test_days_keep_their_rules(scene, day, email):
    breaks(
        "day_is_in_a_log_once",
        lambda: Day.objects.create(log=scene.log, date=TUESDAY, window_minutes=600),
    )
    breaks(
        "confirmed_day_says_when",
        lambda: Day.objects.filter(pk=day.pk).update(confirmed_by=scene.alice),
    )
    DayTotal.objects.create(day=day, category=email, minutes=5)
    breaks(
        "category_is_totalled_once_in_a_day",
        lambda: DayTotal.objects.create(day=day, category=email, minutes=5),
    )
    breaks(
        "total_fits_into_a_day",
        lambda: DayTotal.objects.filter(day=day).update(minutes=25 * 60 + 1),
    )
    DayWrite.objects.create(day=day, key="k", fingerprint="f", answer={})
    breaks(
        "idempotency_key_is_used_once_in_a_day",
        lambda: DayWrite.objects.create(day=day, key="k", fingerprint="f", answer={}),
    )


def test_blocks_keep_their_rules(scene, day, email):
    def block(**changes):
        fields = {"day": day, "log": scene.log, "category": email, "during": HOUR}
        return lambda: Block.objects.create(**fields | changes)

    block()()
    half_past = at(TUESDAY, "09:30")
    breaks(
        "blocks_of_a_log_do_not_overlap",
        block(during=DateTimeTZRange(half_past, half_past + dt.timedelta(hours=1))),
    )
    later = DateTimeTZRange(at(TUESDAY, "11:00"), at(TUESDAY, "12:00"))
    breaks("block_is_a_half_open_stretch_of_time", block(during=DateTimeTZRange(TEN, None)))
    breaks("block_worth_is_known", block(during=later, worth="much"))
    breaks("block_source_is_known", block(during=later, source="heard"))


def test_touching_blocks_and_other_logs_do_not_clash(scene, day, email):
    Block.objects.create(day=day, log=scene.log, category=email, during=HOUR)
    after = DateTimeTZRange(TEN, at(TUESDAY, "11:00"))
    Block.objects.create(day=day, log=scene.log, category=email, during=after)
    other = Log.objects.get(capture=scene.capture, person=scene.amir)
    other_day = Day.objects.create(log=other, date=TUESDAY, window_minutes=600)
    Block.objects.create(day=other_day, log=other, category=email, during=HOUR)
    assert Block.objects.count() == 3


def test_diary_events_keep_their_rules(scene):
    def event(**changes):
        fields = {"log": scene.log, "date": TUESDAY, "key": "k", "title": "T", "during": HOUR}
        return lambda: DiaryEvent.objects.create(**fields | changes)

    event()()
    breaks("diary_event_is_in_a_log_once", event())
    breaks("diary_event_takes_time", event(key="other", during=DateTimeTZRange(empty=True)))
    SeriesCategory.objects.create(person=scene.alice, series="s", category_slug="email")
    breaks(
        "series_has_one_category_for_a_person",
        lambda: SeriesCategory.objects.create(
            person=scene.alice, series="s", category_slug="email"
        ),
    )


def test_reports_keep_their_rules(scene):
    def report(**changes):
        fields = {
            "scope": "team",
            "team": scene.team,
            "kind": "leader",
            "asked_by": scene.bob,
        }
        return lambda: Report.objects.create(**fields | changes)

    breaks("personal_report_names_its_person", report(scope="person"))
    breaks("report_progress_stays_within_its_steps", report(step=4))
    breaks("finished_report_has_its_figures_and_pdf", report(state="done"))
    breaks("failed_report_says_why", report(state="failed"))
    report()()
    breaks("one_report_of_a_thing_is_worked_out_at_a_time", report(state="working"))


def test_every_change_of_a_block_is_in_its_history(scene, day, email):
    block = Block.objects.create(day=day, log=scene.log, category=email, during=HOUR)
    Block.objects.filter(pk=block.pk).update(note="raw")
    Block.objects.filter(pk=block.pk).delete()
    labels = block.events.model.objects.filter(pgh_obj_id=block.pk).order_by("pgh_id")
    assert [one.pgh_label for one in labels] == ["insert", "update", "delete"]


def test_an_interruption_goes_with_its_day(scene, day):
    Interruption.objects.create(day=day, at=timezone.now())
    day.delete()
    assert not Interruption.objects.exists()
