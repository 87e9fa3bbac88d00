"""Two administrators who save the same draft at the same moment."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace

import pytest
from django.db import connection

from accounts.enums import RoleKind
from programmes.models import ProgrammeTemplate, TemplateVersion
from programmes.queries.templates import standing_contents
from programmes.services import templates as services
from tests.factories.accounts import a_person, a_role
from tests.factories.sessions import a_template


@pytest.mark.parametrize(("guarded", "told"), [(True, 1), (False, 0)])
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_one_is_kept_and_the_other_told(monkeypatch, guarded, told):
    """Without the lock on the template both read the same, and the later overwrites the other."""
    template = a_template().template
    contents = standing_contents(template)
    people = [a_person("Dana Reid"), a_person("Erin Cole")]
    for person in people:
        a_role(person, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    both_here = threading.Barrier(2)

    def read_and_wait_for_the_other(locked):
        read = standing_contents(locked)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_here.wait(timeout=1)
        return read

    monkeypatch.setattr(services, "standing_contents", read_and_wait_for_the_other)
    if not guarded:
        monkeypatch.setattr(
            services, "_locked", lambda _, one: ProgrammeTemplate.objects.get(pk=one.pk)
        )
    refusals = []

    def save(person):
        mine = replace(contents, summary=f"Written by {person.name}.")
        try:
            services.save_draft(
                by=person, template=template, contents=mine, seen=contents.fingerprint
            )
        except services.StaleDraft as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    saves = [threading.Thread(target=save, args=[person]) for person in people]
    for one in saves:
        one.start()
    for one in saves:
        one.join()
    assert (TemplateVersion.objects.filter(number=None).count(), len(refusals)) == (1, told)
