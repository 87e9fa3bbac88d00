import json

import pytest
from django.test import RequestFactory

from productive_leader.core import http

UNSTORABLE = "The data contains a character that cannot be stored."


def put(body, **extra):
    return RequestFactory().put("/", data=body, content_type="application/json", **extra)


def test_an_object_is_read():
    assert http.read_json(put('{"revision": 3, "note": "café"}')) == {"revision": 3, "note": "café"}


@pytest.mark.parametrize(
    ("body", "message", "status"),
    [
        (b"", "The data is not valid JSON.", 400),
        (b"{", "The data is not valid JSON.", 400),
        (b'{"n": NaN}', "The data is not valid JSON.", 400),
        (b'{"n": ' + b"9" * 5000 + b"}", "The data is not valid JSON.", 400),
        (b'{"a": "\xff"}', "The data is not valid UTF-8 text.", 400),
        (b"[" * 100_000, "The data is nested too deeply.", 400),
        (b"[1]", "The data must be a JSON object.", 400),
        (b'"text"', "The data must be a JSON object.", 400),
        (b'{"a": "x\\u0000"}', UNSTORABLE, 400),
        (b'{"a": [{"b": {"x\\u0000": 1}}]}', UNSTORABLE, 400),
        (b'{"a": "\\ud800"}', UNSTORABLE, 400),
        (b'{"a": "' + b"x" * 1_000_000 + b'"}', "The data is larger than 1000 kB.", 413),
        (b" " * 7_000_000, "The data is larger than 1000 kB.", 413),
    ],
)
def test_a_bad_body_is_refused_with_a_sentence(body, message, status):
    with pytest.raises(http.JsonProblem) as refused:
        http.read_json(put(body))
    response = refused.value.response()
    assert (response.status_code, json.loads(response.content)) == (status, {"message": message})


def test_an_escaped_backslash_before_u0000_is_no_nul():
    assert http.read_json(put(r'{"a": "\\u0000"}')) == {"a": "\\u0000"}


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda d: http.text_of(d, "n", longest=5), "n must be text."),
        (lambda d: http.text_of(d, "t", longest=2), "t must be 2 characters or fewer."),
        (lambda d: http.text_of(d, "gone", longest=2), "gone must be text."),
        (
            lambda d: http.number_of(d, "n", least=0, most=5),
            "n must be a whole number from 0 to 5.",
        ),
        (
            lambda d: http.number_of(d, "yes", least=0, most=5),
            "yes must be a whole number from 0 to 5.",
        ),
        (lambda d: http.flag_of(d, "n"), "n must be true or false."),
        (lambda d: http.objects_of(d, "t", most=3), "t must be a list of objects."),
        (lambda d: http.objects_of(d, "many", most=1), "many must have 1 entries or fewer."),
    ],
)
def test_a_wrong_type_is_refused_by_name(read, message):
    data = {"n": 7, "t": "long", "yes": True, "many": [{}, {}]}
    with pytest.raises(http.JsonProblem) as refused:
        read(data)
    assert refused.value.message == message


def test_right_types_are_read():
    data = {"n": 5, "t": "ok", "yes": True, "many": [{}]}
    assert http.text_of(data, "t", longest=2) == "ok"
    assert http.text_of(data, "gone", longest=2, default="") == ""
    assert http.number_of(data, "n", least=0, most=5) == 5
    assert http.flag_of(data, "yes") is True
    assert http.flag_of(data, "gone", default=False) is False
    assert http.objects_of(data, "many", most=1) == [{}]
