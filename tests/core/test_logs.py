import logging

import pytest
from django.core import signing

from productive_leader.core import logs


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Sent to alice.ahmed@trust.nhs.uk today", "Sent to [address] today"),
        ("<bob@example.org>, 'c@d.uk'", "<[address]>, '[address]'"),
        ("Your code is 123456.", "Your code is 123456."),
        ("code 123456 sent", "code [code] sent"),
        ("GET /x/?key=abc123&page=2", "GET /x/?key=[secret]&page=2"),
        ("DETAIL:  Key (name)=(Alice) already exists.", "DETAIL:  [row]"),
        ("took 12 ms for 300 rows", "took 12 ms for 300 rows"),
    ],
)
def test_personal_data_is_struck_out(line, kept):
    assert logs.redact(line) == kept


def test_a_traceback_is_redacted_and_carries_the_request_id():
    record = logging.LogRecord("x", logging.ERROR, "", 1, "Sending to %s", ("a@b.uk",), None)
    error = ValueError("no mailbox carol@example.org")
    record.exc_info = (ValueError, error, None)
    token = logs.request_id.set("abc")
    try:
        assert logs.RequestIdFilter().filter(record) is True
    finally:
        logs.request_id.reset(token)
    line = logs.RedactingFormatter("{request_id} {message}", style="{").format(record)
    assert line.splitlines()[0] == "abc Sending to [address]"
    assert line.splitlines()[-1] == "ValueError: no mailbox [address]"


def test_a_signed_link_is_no_link_any_more_in_a_log():
    link = f"/account/new/{signing.dumps(['nora@northvale.example', '/modules/'])}/"
    assert logs.redact(f"Gone: {link}") == "Gone: /account/new/[secret]/"
    plain = "2026-03-03 09:29:36,715 127.0.0.1:8000 2026-03-03T09:29:36"
    assert logs.redact(plain) == plain
