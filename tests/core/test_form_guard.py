"""Robots are kept out without a puzzle; whoever is caught wrongly loses nothing."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from productive_leader.core import form_guard
from productive_leader.core.cache import TolerantRedisCache
from productive_leader.core.form_guard import (
    NOT_EMPTY,
    TOO_OLD,
    TOO_QUICK,
    UNKNOWN,
    GuardedForm,
    client_of,
    refuse_many_links,
    stamp,
    wait_until,
)

DAY = 24 * 60 * 60  # seconds


class Question(GuardedForm):
    text = forms.CharField()


def asked(seconds_ago: float, **typed: str) -> Question:
    return Question({"text": "Hello", "opened": stamp(time.time() - seconds_ago)} | typed)


def sentences(form: Question) -> list[str]:
    return [str(one) for one in form.non_field_errors()]


def sent_again(form: Question) -> Question:
    """What a browser sends when the page that came back is sent once more."""
    return Question({name: form[name].value() or "" for name in form.fields})


@pytest.mark.parametrize("seconds_ago", [3, DAY - 60])
def test_a_person_notices_nothing(seconds_ago: int):
    form = asked(seconds_ago)
    assert form.is_valid()
    assert form.cleaned_data == {"text": "Hello"}


def test_a_box_that_is_filled_is_refused_and_emptied(monkeypatch):
    form = asked(10, extra="https://pills.example")
    assert sentences(form) == [NOT_EMPTY]
    assert form["text"].value() == "Hello"
    assert sent_again(form).is_valid()


def test_nobody_writes_within_two_seconds_but_may_send_once_more(monkeypatch):
    form = asked(0.5)
    assert sentences(form) == [TOO_QUICK]
    now = time.time()
    monkeypatch.setattr(form_guard.time, "time", lambda: now + 2)
    assert sent_again(form).is_valid()


@pytest.mark.parametrize(
    ("opened", "sentence"),
    [
        (stamp(time.time() - DAY - 60), TOO_OLD),
        ("", UNKNOWN),
        ("tomorrow", UNKNOWN),
        (stamp()[:-3] + "abc", UNKNOWN),
        ("\ud800", UNKNOWN),
        ("x" * 10_000, UNKNOWN),
    ],
    ids=["old", "none", "no stamp", "forged", "surrogate", "long"],
)
def test_a_stamp_that_will_not_do_is_renewed(monkeypatch, opened: str, sentence: str):
    form = asked(10, opened=opened)
    assert sentences(form) == [sentence]
    now = time.time()
    monkeypatch.setattr(form_guard.time, "time", lambda: now + 5)
    assert sent_again(form).is_valid()


def test_a_page_from_the_future_is_too_quick():
    assert sentences(asked(-500)) == [TOO_QUICK]


def test_what_was_sent_stays_as_it_was():
    sent = {"text": "Hello", "opened": "", "extra": "x"}
    Question(sent).is_valid()
    assert sent == {"text": "Hello", "opened": "", "extra": "x"}


def test_three_links_are_enough():
    refuse_many_links("See http://a.example, HTTPS://b.example and www.c.example. " * 1)
    with pytest.raises(ValidationError, match="more than 3 links"):
        refuse_many_links("http://a.example " * 4)


def test_so_many_of_one_and_then_a_time_to_try_again():
    answers = [wait_until("question", "10.0.0.1", most=2, seconds=3600) for _ in range(3)]
    assert answers[:2] == [None, None]
    assert answers[2] is not None
    assert timedelta(0) < answers[2] - timezone.now() <= timedelta(hours=1)
    assert wait_until("question", "10.0.0.2", most=2, seconds=3600) is None
    assert wait_until("answer", "10.0.0.1", most=2, seconds=3600) is None


def test_the_next_window_starts_anew(monkeypatch):
    assert wait_until("question", "A@b.example", most=1, seconds=60) is None
    assert wait_until("question", "a@B.example", most=1, seconds=60) is not None
    now = time.time()
    monkeypatch.setattr(form_guard.time, "time", lambda: now + 60)
    assert wait_until("question", "a@b.example", most=1, seconds=60) is None


def test_without_redis_nobody_is_held_up(monkeypatch):
    monkeypatch.setattr(TolerantRedisCache.breaker, "_open_until", float("inf"))
    answers = [wait_until("question", "10.0.0.1", most=1, seconds=60) for _ in range(3)]
    assert answers == [None, None, None]


def test_the_address_is_the_one_that_asks(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    assert client_of(request) == "10.1.2.3"
    assert client_of(RequestFactory().get("/", REMOTE_ADDR="")) == ""


def test_the_cache_never_holds_the_address(monkeypatch):
    kept: list[str] = []
    monkeypatch.setattr(form_guard.cache, "add", lambda key, *_rest: kept.append(key))
    wait_until("question", "ruth@northvale.example", most=1, seconds=60)
    assert re.fullmatch(r"form-guard:[0-9a-f]{40,64}:60:\d+", kept[0])
