"""What goes after its time, and what a person takes along."""

import datetime as dt

from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.services import delete_my_account, export_my_data
from assessments import services
from assessments.models import Block, DayTotal, DayWrite, DiaryEvent, Log
from assessments.services.retention import delete_raw_entries, forget_answered_writes
from productive_leader.core.dates import today
from tests.assessments.conftest import TUESDAY, block

CANARY = "canary-in-a-note"


def log_a_day(scene, key: str = "") -> None:
    data = {"revision": 0, "blocks": [block("09:00", "10:00", note=CANARY)]}
    services.save_day(by=scene.alice, log_id=scene.log.pk, date=TUESDAY, data=data, key=key)


def test_answers_are_forgotten_after_the_longest_replay(scene):
    log_a_day(scene, key="k")
    assert forget_answered_writes() == 0
    DayWrite.objects.update(created_at=timezone.now() - dt.timedelta(days=9))
    assert forget_answered_writes() == 1


def test_raw_entries_go_a_year_after_the_programme_and_totals_stay(scene):
    log_a_day(scene)
    assert delete_raw_entries() == 0
    programme = scene.team.programme
    programme.starts_on = today() - dt.timedelta(days=800)
    programme.closed_on = today() - dt.timedelta(days=366)
    programme.save()
    assert delete_raw_entries() == 1
    assert not Block.objects.exists()
    assert not apps.get_model("assessments", "BlockEvent").objects.exists()
    assert [total.minutes for total in DayTotal.objects.all()] == [60]
    assert delete_raw_entries() == 0


def test_my_data_holds_my_notes_and_not_those_of_others(scene):
    log_a_day(scene)
    assert CANARY in str(export_my_data(by=scene.alice))
    assert CANARY not in str(export_my_data(by=scene.amir))


def everything_kept() -> str:
    """All text of all tables, the history's too."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        texts = []
        for table in tables:
            cursor.execute(f"select coalesce(string_agg(t::text, chr(10)), '') from \"{table}\" t")
            texts.append(cursor.fetchone()[0])
    return "\n".join(texts)


def test_a_deleted_account_leaves_no_trace_of_what_was_logged(scene):
    log_a_day(scene, key="k")
    assert CANARY in everything_kept()
    delete_my_account(by=scene.alice)
    assert CANARY not in everything_kept()
    assert not Log.objects.filter(person=scene.alice).exists()
    assert not DiaryEvent.objects.exists()
