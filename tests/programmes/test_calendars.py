"""What is written for calendars, read back by a parser that is not the library that wrote it."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmes.calendars.changes import (
    Change,
    Content,
    Method,
    Told,
    change_for,
    differences,
    next_stamp,
    sequence_of,
    sequence_of_release,
)
from programmes.calendars.events import Entry, Mailbox, cancellation, feed, invitation, uid_of
from tests.support.second_opinion import read_events

UTC = dt.UTC
MORNING = dt.datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
TUESDAY = "Tuesday 3 March 2026"
ENTRY = Entry(
    uid=uuid.UUID("6b1d4f3e-9a43-4a5e-8e0e-0b6c1d2e3f40"),
    sequence=3,
    stamp=dt.datetime(2026, 2, 1, 9, 30, 15, tzinfo=UTC),
    starts_at=MORNING,
    ends_at=MORNING + dt.timedelta(minutes=90),
    name="Meetings that earn their time",
    place="Room 2, Trust HQ",
    text="Bring one month's meeting list.\n\nAgenda: https://leader.example/sessions/1/",
    url="https://leader.example/sessions/1/",
    organiser=Mailbox("Bob Lane", "sessions@trust.example"),
    attendee=Mailbox("Róisín O'Brien", "roisin@trust.example"),
    answer="yes",
)
CONTENT = Content(
    MORNING, MORNING + dt.timedelta(hours=1), "Launch", "1, HQ", "HQ", "", "", 1, "Bob"
)


def only(text: str):
    (event,) = read_events(text)
    return event


def test_an_invitation_says_everything_in_utc():
    event = only(invitation(ENTRY))
    assert {name: found.value for name, found in event.properties.items()} == {
        "UID": "6b1d4f3e-9a43-4a5e-8e0e-0b6c1d2e3f40@productive-leader",
        "SEQUENCE": "3",
        "DTSTAMP": "20260201T093015Z",
        "DTSTART": "20260303T100000Z",
        "DTEND": "20260303T113000Z",
        "SUMMARY": "Meetings that earn their time",
        "LOCATION": "Room 2, Trust HQ",
        "DESCRIPTION": ENTRY.text,
        "URL": "https://leader.example/sessions/1/",
        "ORGANIZER": "mailto:sessions@trust.example",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "ATTENDEE": "mailto:roisin@trust.example",
    }
    assert event.method == "REQUEST"
    assert event.properties["ORGANIZER"].parameters == {"CN": "Bob Lane"}
    assert event.properties["ATTENDEE"].parameters == {
        "CN": "Róisín O'Brien",
        "PARTSTAT": "ACCEPTED",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("", "NEEDS-ACTION"),
        ("yes", "ACCEPTED"),
        ("perhaps", "TENTATIVE"),
        ("apologies", "DECLINED"),
    ],
)
def test_an_answer_given_already_is_in_the_invitation(answer, status):
    event = only(invitation(replace(ENTRY, answer=answer)))
    assert event.properties["ATTENDEE"].parameters["PARTSTAT"] == status


def test_a_cancellation_takes_the_same_entry_away():
    event = only(cancellation(ENTRY))
    assert (event.method, event["STATUS"], event["TRANSP"]) == (
        "CANCEL",
        "CANCELLED",
        "TRANSPARENT",
    )
    assert (event["UID"], event["SEQUENCE"]) == (uid_of(ENTRY.uid), "3")


def test_no_time_zone_and_no_repetition_is_written():
    for text in (invitation(ENTRY), cancellation(ENTRY), feed([ENTRY], name="Sessions")):
        assert [word for word in ("VTIMEZONE", "TZID", "RRULE", "RDATE") if word in text] == []


def test_a_feed_lists_everything_for_nobody_in_particular():
    text = feed([ENTRY, replace(ENTRY, uid=uuid.uuid4(), is_cancelled=True)], name="Sessions")
    first, second = read_events(text)
    assert (first.method, first["STATUS"], second["STATUS"]) == (
        "PUBLISH",
        "CONFIRMED",
        "CANCELLED",
    )
    assert first.get("ATTENDEE") is None
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text


def test_an_empty_feed_is_a_calendar():
    assert read_events(feed([], name="Sessions")) == []


SMUGGLED = 'Jo\r\nATTENDEE:mailto:x@y.uk\x00;CN="A":b,c\\n\u2028\x85^n'


@pytest.mark.parametrize("field", ["name", "place", "text", "url"])
def test_no_text_smuggles_a_property_in(field):
    event = only(invitation(replace(ENTRY, **{field: SMUGGLED})))
    assert set(event.properties) == set(only(invitation(ENTRY)).properties)
    assert event["ATTENDEE"] == "mailto:roisin@trust.example"


@pytest.mark.parametrize("field", ["organiser", "attendee"])
def test_no_name_or_address_smuggles_a_property_in(field):
    event = only(invitation(replace(ENTRY, **{field: Mailbox(SMUGGLED, SMUGGLED)})))
    assert set(event.properties) == set(only(invitation(ENTRY)).properties)
    name = {"organiser": "ORGANIZER", "attendee": "ATTENDEE"}[field]
    assert event.person(name)[0] == "Jo ATTENDEE:mailto:x@y.uk ;CN='A':b,c\\n n"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=100))
def test_whatever_is_typed_is_read_back(name, text, person):
    entry = replace(ENTRY, name=name, text=text, attendee=Mailbox(person, "a@b.uk"))
    event = only(invitation(entry))
    assert event["SUMMARY"] == " ".join(spaced(name).split())
    assert event.person("ATTENDEE")[1] == "a@b.uk"
    if text.strip():
        words = event.get("DESCRIPTION") or ""
        assert words.split() == spaced(text).split()


def spaced(text: str) -> str:
    return "".join(" " if each < " " or "\x7f" <= each <= "\x9f" else each for each in text)


# What to tell


def told(content: Content = CONTENT, method: str = "REQUEST", sequence: int = 4) -> Told:
    return Told(method, sequence, content)


LATER = replace(CONTENT, starts_at=MORNING + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [
        (None, None, None),
        (None, CONTENT, Change(Method.REQUEST, CONTENT)),
        (told(), CONTENT, None),
        (told(), replace(CONTENT, facilitator_name="Robert"), None),
        (told(), None, Change(Method.CANCEL, CONTENT, raises=True)),
        (told(method="CANCEL"), None, None),
        (
            told(method="CANCEL"),
            CONTENT,
            Change(Method.REQUEST, CONTENT, raises=True, resets_answer=True),
        ),
        (told(), LATER, Change(Method.REQUEST, LATER, raises=True, resets_answer=True)),
    ],
)
def test_what_a_calendar_is_told(before, now, wanted):
    assert change_for(before, now) == wanted


@pytest.mark.parametrize(
    ("fields", "raises", "resets"),
    [
        ({"starts_at": MORNING + dt.timedelta(minutes=5)}, True, True),
        ({"ends_at": MORNING + dt.timedelta(hours=2)}, True, True),
        ({"facilitator": 2}, True, False),
        ({"building": "Annexe", "place": "1, Annexe"}, True, False),
        ({"place": "2, HQ"}, False, False),
        ({"name": "Start"}, False, False),
        ({"text": "Read."}, False, False),
        ({"link": "https://meet.example/1"}, False, False),
    ],
)
def test_what_is_material(fields, raises, resets):
    change = change_for(told(), replace(CONTENT, **fields))
    assert change
    assert (change.raises, change.resets_answer) == (raises, resets)


def test_numbers_rise_once_in_a_release_and_only_for_whom_it_matters():
    material = Change(Method.REQUEST, CONTENT, raises=True)
    small = Change(Method.REQUEST, CONTENT)
    assert sequence_of_release(7, []) == sequence_of_release(7, [small]) == 7
    assert sequence_of_release(7, [small, material, material]) == 8
    assert sequence_of(material, told(sequence=4), 8) == 8
    assert sequence_of(small, told(sequence=4), 8) == 4
    assert sequence_of(small, None, 8) == 8


def test_stamps_are_whole_seconds_and_rise():
    now = dt.datetime(2026, 3, 3, 10, 0, 0, 999, tzinfo=UTC)
    whole = now.replace(microsecond=0)
    second = dt.timedelta(seconds=1)
    assert next_stamp(now) == next_stamp(now, None) == whole
    assert next_stamp(now, whole) == whole + second
    assert next_stamp(now, whole + 5 * second, whole) == whole + 6 * second


@pytest.mark.parametrize(
    ("fields", "phrase"),
    [
        (
            {"starts_at": MORNING + dt.timedelta(minutes=30)},
            f"moves from {TUESDAY}, 10am to 11am, to {TUESDAY}, 10:30am to 11am",
        ),
        ({"name": "Start"}, "was called Launch"),
        ({"facilitator": 2, "facilitator_name": "Ann Ito"}, "is led by Ann Ito"),
        ({"facilitator": 2, "facilitator_name": ""}, "is led by somebody else"),
        (
            {"place": "1, Annexe", "building": "Annexe"},
            "is in 1, Annexe now, not in 1, HQ",
        ),
        ({"place": ""}, "is not in 1, HQ any more"),
        ({"link": "https://meet.example/1"}, "has another link to join"),
        ({"text": "Read."}, "has other words on what to do beforehand"),
    ],
)
def test_changes_in_words(fields, phrase):
    assert differences(CONTENT, replace(CONTENT, **fields)) == [phrase]
    assert differences(CONTENT, CONTENT) == []
    assert differences(None, CONTENT) == [f"new: {TUESDAY}, 10am to 11am"]
