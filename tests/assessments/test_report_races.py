"""Two who ask for the same result at the same moment."""

import contextlib
import threading

import pytest
from django.db import IntegrityError, connection

from assessments.models import Report
from assessments.services import reports
from tests.assessments.scenes import a_scene


@pytest.mark.parametrize(("guarded", "refused"), [(True, 0), (False, 1)])
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_report(monkeypatch, guarded, refused):
    """Without the lock on the team both find nothing under way; the database refuses one."""
    scene = a_scene()
    both_here = threading.Barrier(2)
    real = reports._check_weeks

    def wait_for_the_other(*args):
        with contextlib.suppress(threading.BrokenBarrierError):
            both_here.wait(timeout=1)
        real(*args)

    monkeypatch.setattr(reports, "_check_weeks", wait_for_the_other)
    if not guarded:
        monkeypatch.setattr(reports, "_lock", lambda _: None)

    refusals = []

    def press():
        try:
            scene.ask()
        except IntegrityError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert (Report.objects.count(), len(refusals)) == (1, refused)
