"""Waves: when the next one opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from programmes.enums import Attendance
from programmes.models import (
    Pulse,
)
from programmes.queries.waves import FIRST_WAVE_IS_FULL, Gate, gate_of, waits_for
from programmes.services.waves import record_lesson
from tests.factories.programmes import (
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, at
from tests.programmes.promises import refused
from tests.programmes.spread import (
    FULL,
    NO_LESSON,
    NOBODY,
    NOT_MET,
    SAY_WHY,
    a_held_session,
    add,
    learned,
)

pytestmark = pytest.mark.django_db


def test_a_first_wave_has_two_teams_and_a_third_with_a_reason_that_is_kept() -> None:
    programme = make_programme()
    assert [add(programme, "One", reason="In case").reason, add(programme, "Two").reason] == [
        "",
        "",
    ]
    with refused(FULL, SAY_WHY):
        add(programme, "Three")
    assert add(programme, "Three", reason=" The board wants it. ").reason == "The board wants it."


def test_the_second_wave_opens_when_the_first_has_learned() -> None:
    programme = make_programme()
    team = add(programme, "One")
    with refused(NOT_MET, NO_LESSON, SAY_WHY):
        add(programme, "Two", wave=2)
    learned(team)
    second = add(programme, "Two", wave=2, reason="In case")
    assert (second.wave, second.reason) == (2, "")


def test_the_second_wave_opens_early_with_a_reason_that_is_kept() -> None:
    programme = make_programme()
    add(programme, "One")
    assert add(programme, "Two", wave=2, reason="They are ready.").reason == "They are ready."
    with refused(NOT_MET, NO_LESSON, SAY_WHY):
        add(programme, "Three", wave=2)


def test_waves_never_skip_whatever_the_reason() -> None:
    programme = make_programme()
    with refused("Wave 1 has no team yet, so wave 2 cannot start."):
        add(programme, "Two", wave=2, reason="We are ready.")
    add(programme, "One")
    with refused("Wave 2 has no team yet, so wave 3 cannot start."):
        add(programme, "Three", wave=3, reason="We are ready.")


@pytest.mark.parametrize("wave", [0, -1, 40_000])
def test_a_wave_is_a_number_that_can_be(wave: int) -> None:
    with pytest.raises(ValidationError):
        add(make_programme(), "One", wave=wave)


@pytest.mark.parametrize(
    ("there", "pulses", "missing"),
    [
        (10, 7, ()),
        (10, 6, ("6 of 10 pulses of wave 1 are in; 70% would be 7.",)),
        (3, 2, ("2 of 3 pulses of wave 1 are in; 70% would be 3.",)),
        (1, 1, ()),
    ],
)
def test_seven_of_ten_pulses_are_enough(there: int, pulses: int, missing: tuple[str]) -> None:
    team = make_team()
    record_lesson(by=team.programme.facilitator, team=team, text="Begin with the diary.")
    a_held_session(team, there, pulses)
    gate = gate_of(team.programme, 1)
    assert gate == Gate(1, lessons=1, pulses_given=pulses, pulses_expected=there)
    assert (gate.missing, gate.is_open) == (missing, not missing)


def test_the_teams_of_a_wave_count_together() -> None:
    programme = make_programme()
    one, two = add(programme, "One"), add(programme, "Two")
    a_held_session(one, there=5, pulses=5)
    a_held_session(two, there=5, pulses=1)
    record_lesson(by=programme.facilitator, team=two, text="Begin with the diary.")
    assert gate_of(programme, 1) == Gate(1, 1, 6, 10)


@pytest.mark.parametrize("waves", [1, 4])
def test_what_all_waves_wait_for_takes_five_queries(
    waves: int, django_assert_num_queries: Any
) -> None:
    programme = make_programme()
    add(programme, "One")
    add(programme, "Two")
    with django_assert_num_queries(5):
        missing = waits_for(programme, range(1, waves + 1))
    assert list(missing) == list(range(1, waves + 1))
    assert missing[1] == (FIRST_WAVE_IS_FULL,)


def test_the_next_wave_waits_for_every_team_to_meet_once() -> None:
    programme = make_programme()
    one, two = add(programme, "One"), add(programme, "Two")
    learned(one)
    with refused("Two has not held a session yet.", SAY_WHY):
        add(programme, "Three", wave=2)
    a_held_session(two, there=1, pulses=1)
    assert gate_of(programme, 1).is_open
    assert add(programme, "Three", wave=2).reason == ""


def test_only_people_who_were_there_count_and_only_sessions_that_were_held() -> None:
    team = make_team()
    session = a_held_session(team, there=2, pulses=2)
    absent = session.invitations.get(attendance=Attendance.ABSENT).person
    Pulse.objects.create(session=session, person=absent, control=1, energy=1, place=3)
    planned = a_session(team, at(7))
    planned.invitations.update(attendance=Attendance.ATTENDED)
    assert gate_of(team.programme, 1) == Gate(1, 0, 2, 2)


def test_nobody_waits_for_a_pulse_of_whoever_leads_the_programme() -> None:
    team = make_team()
    session = a_held_session(team, there=2, pulses=1)
    bob = team.programme.facilitator
    session.invitations.filter(person=bob).update(attendance=Attendance.ATTENDED)
    Pulse.objects.create(session=session, person=bob, control=1, energy=1, place=2)
    gate = gate_of(team.programme, 1)
    assert (gate.pulses_given, gate.pulses_expected) == (1, 2)


def test_a_wave_without_teams_has_learned_nothing() -> None:
    programme = make_programme()
    assert gate_of(programme, 1) == Gate(1)
    assert gate_of(programme, 1).missing == (NO_LESSON, NOBODY)
