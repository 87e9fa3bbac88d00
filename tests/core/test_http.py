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
