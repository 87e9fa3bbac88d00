"""Whom many of these tests need."""

import pytest

from accounts.models import Person
from tests.modules.office import an_administrator


@pytest.fixture
def dana(db: None) -> Person:
    """The catalogue administrator."""
    return an_administrator()
