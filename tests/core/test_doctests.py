"""The examples in the docstrings are true."""

import doctest

import pytest

from productive_leader.core import charts, dates, spreadsheets, words, working_days
from programmes.calendars import events


@pytest.mark.parametrize(
    "module", [charts, dates, spreadsheets, words, working_days, events], ids=lambda m: m.__name__
)
def test_examples_are_true(module):
    tried = doctest.testmod(module)
    assert tried.attempted > 0
    assert tried.failed == 0
