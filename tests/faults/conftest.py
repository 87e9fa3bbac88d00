"""The scene of the assessments tests, for their faults."""

from tests.assessments.conftest import scene

__all__ = ["scene"]
