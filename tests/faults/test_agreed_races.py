"""Ten who save at once: one is saved, the rest are told. Each guard has a control with it off."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from productive_leader.core.models import AuditEvent
from programmes.models import Session
from programmes.queries.rules import fingerprint, rules_of
from programmes.services import actions, attendance, rules
from tests.factories.programmes import make_pair, make_team
from tests.factories.sessions import a_session, an_action, at

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 10


def at_once(work: Callable[[int], str]) -> list[str]:
    """Runs `work(number)` in ten threads that start together; what each came to."""
    barrier = Barrier(WRITERS)

    def one(number: int) -> str:
        try:
            barrier.wait(timeout=30)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def record_at_once(session: Session) -> list[str]:
    """Five have Amir here, five not; all opened the page before anything was recorded."""
    amir = session.team.pairs.get().pa.pk

    def record(number: int) -> str:
        wanted = "attended" if number % 2 else "absent"
        try:
            recorded = attendance.record_attendance(
                by=session.facilitator, session=session, presence={amir: wanted}, seen={amir: ""}
            )
        except attendance.ChangedMeanwhile:
            return "told"
        return "saved" if recorded.changed else "the same"

    return at_once(record)


def test_of_ten_who_record_at_once_one_is_saved_and_the_others_are_told() -> None:
    session = a_session(make_pair(make_team()).team, at(-1))
    outcomes = record_at_once(session)
    assert {one: outcomes.count(one) for one in ("saved", "the same", "told")} == {
        "saved": 1,
        "the same": 4,
        "told": 5,
    }
    assert AuditEvent.objects.filter(action="attendance.recorded").count() == 1


def test_without_the_guard_one_would_be_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "_require_unchanged", lambda *_: None)
    outcomes = record_at_once(a_session(make_pair(make_team()).team, at(-1)))
    assert outcomes.count("told") == 0
    assert outcomes.count("saved") > 1


def test_of_ten_lists_of_rules_one_is_saved_and_the_others_are_told() -> None:
    team = make_pair(make_team()).team
    opened = fingerprint([])

    def write(number: int) -> str:
        try:
            rules.write_rules(
                by=team.programme.facilitator, team=team, rules=[f"Rule {number}"], seen=opened
            )
        except rules.RulesChanged:
            return "told"
        return f"Rule {number}"

    outcomes = at_once(write)
    assert outcomes.count("told") == WRITERS - 1
    assert [one for one in outcomes if one != "told"] == rules_of(team)


def test_an_action_is_done_once() -> None:
    pair = make_pair(make_team())
    action = an_action(pair.team, pair.leader)

    def finish(number: int) -> str:
        try:
            actions.finish_action(by=pair.pa if number % 2 else pair.leader, action=action)
        except ValidationError as told:
            return told.messages[0].partition(" on ")[0]
        return "done"

    outcomes = at_once(finish)
    assert outcomes.count("done") == 1
    action.refresh_from_db()
    by = "Amir Khan for Dr Alice Ahmed" if action.done_by == pair.pa else "Dr Alice Ahmed"
    assert outcomes.count(f"Done by {by}") == WRITERS - 1
