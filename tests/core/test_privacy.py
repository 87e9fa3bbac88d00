import json
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import InternalError

from accounts.enums import RoleKind
from accounts.models import Role
from productive_leader.core import privacy
from productive_leader.core.audit import record
from productive_leader.core.models import AuditEvent, Email, OutboxItem


@dataclass
class Somebody:
    pk: int


@pytest.fixture
def two_people(db):
    """Rows about Alice (901) and Charlie (902)."""
    for number, name in ((901, "alice"), (902, "charlie")):
        target = OutboxItem.objects.create(task=f"of {name}")
        record(by=Somebody(number), action=f"{name}_acted", target=target)
        Email.objects.create(
            to=f"{name.title()}@example.org",
            subject="Hello",
            text=f"Dear {name}",
            html="<p>twin</p>",
            message_id=f"<{name}@x>",
        )


def test_an_export_has_everything_about_one_person_and_nobody_else(two_people):
    export = privacy.export_for(901, "alice@example.org")
    assert set(export) == {"core.auditevent", "core.email"}
    assert [event["action"] for event in export["core.auditevent"]] == ["alice_acted"]
    assert [email["text"] for email in export["core.email"]] == ["Dear alice"]
    assert set(export["core.email"][0]) == {
        "to",
        "subject",
        "text",
        "queued_at",
        "sent_at",
        "bounced_at",
        "bounce_reason",
    }
    assert "charlie" not in json.dumps(export)


def test_erasing_deletes_or_keeps_as_each_register_says(two_people):
    assert privacy.erase_for(901, "alice@example.org") == {"core.email": 1}
    assert list(Email.objects.values_list("to", flat=True)) == ["Charlie@example.org"]
    assert AuditEvent.objects.count() == 2
    assert privacy.export_for(902, "charlie@example.org").keys() == {
        "core.auditevent",
        "core.email",
    }


def test_erasing_blanks_the_fields_of_rows_that_stay(db):
    people = get_user_model().objects
    alice, bob = (people.create(email=f"{n}@example.org", name=n.title()) for n in ("alice", "bob"))
    privacy.erase_for(alice.pk, alice.email)
    privacy.erase_for(bob.pk, bob.email)
    alice.refresh_from_db()
    assert (alice.name, alice.email) == ("", f"erased-{alice.pk}@erased.invalid")


def test_erasing_reaches_the_history_and_leaves_none_of_its_own(db):
    alice = get_user_model().objects.create(email="alice@example.org", name="Alice")
    role = Role.objects.create(
        person=alice, kind=RoleKind.CATALOGUE_ADMINISTRATOR, job_title="Keeper of boxes"
    )
    history = apps.get_model("accounts", "RoleEvent").objects
    before = history.count()
    privacy.erase_for(alice.pk, alice.email)
    role.refresh_from_db()
    assert role.job_title == ""
    assert list(history.values_list("job_title", flat=True)) == [""] * before
    assert before > 0


def test_triggers_work_again_after_an_erasing(two_people):
    privacy.erase_for(901, "alice@example.org")
    with pytest.raises(InternalError, match="append_only"):
        AuditEvent.objects.update(action="x")


def test_a_model_without_a_register_has_every_field_unclassified():
    from django.contrib.contenttypes.models import ContentType

    assert privacy.unclassified(ContentType) == {"id", "app_label", "model"}


def test_a_model_of_another_package_can_be_adopted(monkeypatch):
    from django.contrib.contenttypes.models import ContentType

    monkeypatch.setattr(privacy, "_adopted", {})
    assert ContentType not in privacy.our_models()
    privacy.adopt("contenttypes.ContentType", privacy.Register(plain=("id", "app_label")))
    assert ContentType in privacy.our_models()
    assert privacy.unclassified(ContentType) == {"model"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "id", "personal": {"name": "hide"}},
        {"rows": "burn"},
        {"personal": {"name": "erase"}},
    ],
)
def test_a_register_that_says_nonsense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"No such policy|need a subject"):
        privacy.Register(**wrong)
