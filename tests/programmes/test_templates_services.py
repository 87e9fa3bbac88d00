"""A draft is written, checked and published; what is published and what runs stays as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.enums import RoleKind
from accounts.models import Person
from assessments.models import CategorySet
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from programmes import services as programme_services
from programmes.models import (
    ProgrammeTemplate,
    RoleSheet,
    TemplateItem,
    TemplateMoment,
    TemplateSession,
    TemplateVersion,
)
from programmes.permissions import templates_managed_by
from programmes.queries.contents import (
    AgendaLine,
    Contents,
    PlannedMoment,
    PlannedSession,
    contents_of,
)
from programmes.queries.template_checks import differences
from programmes.queries.templates import (
    draft_in,
    latest_version,
    offered_templates,
    standing_contents,
)
from programmes.services import templates as services
from tests.factories.accounts import a_person, a_role
from tests.factories.programmes import make_colleague, make_organisation, make_programme, make_team
from tests.factories.sessions import a_template

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> Person:
    """The catalogue administrator."""
    dana = a_person("Dana Reid")
    a_role(dana, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    return dana


@pytest.fixture
def template() -> ProgrammeTemplate:
    return a_template().template


@contextmanager
def refused(*sentences: str) -> Iterator[None]:
    with pytest.raises(ValidationError) as refusal:
        yield
    assert refusal.value.messages == list(sentences)


def standing(template: ProgrammeTemplate) -> Contents:
    return standing_contents(template)


def saved(by: Person, template: ProgrammeTemplate, contents: Contents) -> TemplateVersion:
    seen = standing(template).fingerprint
    return services.save_draft(by=by, template=template, contents=contents, seen=seen)


def published(by: Person, template: ProgrammeTemplate, notes: str = "") -> TemplateVersion:
    seen = standing(template).fingerprint
    return services.publish_template(by=by, template=template, notes=notes, seen=seen)


def with_session(contents: Contents, number: int, **changes: object) -> Contents:
    """The contents with session `number` (from 1) changed."""
    sessions = list(contents.sessions)
    sessions[number - 1] = replace(sessions[number - 1], **changes)
    return replace(contents, sessions=tuple(sessions))


def test_the_first_save_makes_a_draft_and_leaves_the_published_version_alone(dana, template):
    before = contents_of(latest_version(template))
    draft = saved(dana, template, with_session(before, 1, name="Beginning"))
    assert (draft.number, draft.published_at) == (None, None)
    assert contents_of(draft).sessions[0].name == "Beginning"
    assert contents_of(latest_version(template)) == before
    assert saved(dana, template, standing(template)) == draft


def test_everything_of_a_draft_is_kept_as_it_was_written(dana, template):
    before = standing(template)
    session = PlannedSession(
        "New topic",
        6,
        45,
        "pas",
        before="Read.",
        output="A list.",
        is_optional=True,
        agenda=(AgendaLine(45, "Talk", "Listen first."),),
    )
    written = replace(
        before,
        name="Another name",
        summary="Another summary.",
        sessions=(*before.sessions[:2], session),
        moments=(PlannedMoment(1, 30, "A week", "Log it."),),
        sheets=before.sheets[1:],
    )
    assert contents_of(saved(dana, template, written)) == written
    assert differences(before, written) == [
        "Name of the template",
        "Summary of the template",
        "Session “New topic”: added",
        "Session “Topic 3”: removed",
        "Between the sessions",
        "Role sheet “Board”",
    ]


def test_the_second_of_two_who_save_the_same_draft_is_told(dana, template):
    erin = a_person("Erin Cole")
    a_role(erin, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    read = standing(template)
    services.save_draft(
        by=erin,
        template=template,
        contents=with_session(read, 1, name="Erin's"),
        seen=read.fingerprint,
    )
    with pytest.raises(services.StaleDraft) as stale:
        services.save_draft(
            by=dana,
            template=template,
            contents=with_session(read, 1, name="Dana's"),
            seen=read.fingerprint,
        )
    assert stale.value.contents.sessions[0].name == "Erin's"
    assert standing(template).sessions[0].name == "Erin's"
    with pytest.raises(services.StaleDraft):
        services.publish_template(by=dana, template=template, notes="", seen=read.fingerprint)
    assert latest_version(template).number == 1


def test_publishing_makes_the_next_number_with_notes(dana, template):
    saved(dana, template, with_session(standing(template), 1, name="Beginning"))
    version = published(dana, template, notes=" Begins better. ")
    assert (version.number, version.notes, version.published_by) == (2, "Begins better.", dana)
    assert latest_version(template) == version
    assert draft_in(template) is None
    with refused(services.NO_DRAFT):
        published(dana, template)
    actions = AuditEvent.objects.filter(actor_id=dana.pk).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "template.draft_saved",
        "template.published",
    ]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"minutes": 95},
            (
                "The agenda of “Topic 2” adds up to 1 h, but the session takes 1 h 35 min. "
                "Change one of them."
            ),
        ),
        (
            {"name": "topic 1"},
            "More than one session is called “Topic 1”. Give each its own name.",
        ),
        (
            {"week": 5},
            (
                "“Topic 3” is in week 4, but stands after “Topic 2” in week 5. "
                "Move it up, or give it a later week."
            ),
        ),
    ],
)
def test_a_session_that_is_not_right_is_named_and_nothing_is_published(
    dana, template, change, sentence
):
    saved(dana, template, with_session(standing(template), 2, **change))
    with refused(sentence):
        published(dana, template)
    assert latest_version(template).number == 1
    assert draft_in(template) is not None


def test_all_that_is_missing_is_said_at_once(dana, template):
    contents = standing(template)
    saved(dana, template, replace(contents, sessions=(), sheets=contents.sheets[:-1]))
    with refused(
        "There is no session yet. Add the first one.",
        "The role sheet “Team” says nothing yet. Write what is asked of it.",
    ):
        published(dana, template)


def test_the_first_session_is_in_week_nought(dana, template):
    saved(dana, template, with_session(standing(template), 1, week=1))
    with refused("“Topic 1” comes first, so it is in week 0. Later weeks count from it."):
        published(dana, template)


def test_a_moment_stands_once_in_a_week(dana, template):
    twice = (PlannedMoment(1, 30, "Log"), PlannedMoment(1, 20, "log"))
    with refused("“Log in week 1” stands more than once. Take one of them away."):
        saved(dana, template, replace(standing(template), moments=twice))


def test_what_no_row_may_hold_is_refused(dana, template):
    with pytest.raises(ValidationError):
        saved(dana, template, with_session(standing(template), 1, minutes=5))
    with pytest.raises(ValidationError):
        saved(dana, template, with_session(standing(template), 1, audience="visitors"))
    assert draft_in(template) is None


def test_a_published_version_is_never_written_again(template):
    from programmes.services.template_rows import PUBLISHED_STAYS, write_contents

    version = latest_version(template)
    with refused(PUBLISHED_STAYS):
        write_contents(version, replace(contents_of(version), sessions=()))
    assert version.sessions.count() == 3


def test_a_running_programme_keeps_its_version(dana, template):
    first = latest_version(template)
    running = make_programme()
    running.template_version = first
    running.save()
    team = make_team(running)
    saved(dana, template, with_session(standing(template), 1, name="Beginning"))
    second = published(dana, template)

    running.refresh_from_db()
    assert running.template_version == first
    assert team.sessions.get(number=1).name == "Topic 1"
    assert make_team(running, "Second wave").sessions.get(number=1).name == "Topic 1"
    bob = running.facilitator
    later = programme_services.start_programme(
        by=bob,
        organisation=running.organisation,
        name="Later",
        facilitator=bob,
        starts_on=today(),
        template_version=latest_version(template),
    )
    assert later.template_version == second
    assert make_team(later).sessions.get(number=1).name == "Beginning"


def test_a_new_template_starts_empty_or_like_another(dana, template):
    empty = services.add_template(by=dana, name=" For wards ", summary="A start.")
    assert (empty.slug, empty.name) == ("for-wards", "For wards")
    assert standing(empty) == Contents("For wards", "A start.")
    copy = services.add_template(by=dana, name="For wards, long", summary="More.", like=template)
    assert standing(copy).sessions == standing(template).sessions
    assert standing(copy).sheets == standing(template).sheets
    assert empty not in offered_templates()
    published(dana, copy)
    assert copy in offered_templates()


def test_a_new_template_has_a_name_and_an_address_of_its_own(dana, template):
    assert services.add_template(by=dana, name="New", summary="A.").slug == "new-2"
    assert services.add_template(by=dana, name="???", summary="A.").slug == "template"
    services.add_template(by=dana, name="For wards", summary="A.")
    assert services.add_template(by=dana, name="For: wards", summary="A.").slug == "for-wards-2"
    with refused("There is a template called “for wards” already."):
        services.add_template(by=dana, name="for wards", summary="A.")
    with refused("There is a template called “For wards” already."):
        saved(dana, template, replace(standing(template), name="For wards"))


def test_a_retired_template_is_offered_no_longer_and_again(dana, template):
    services.retire_template(by=dana, template=template)
    assert services.retire_template(by=dana, template=template).retired_on == today()
    assert list(offered_templates()) == []
    assert services.offer_template(by=dana, template=template).retired_on is None
    services.offer_template(by=dana, template=template)
    assert list(offered_templates()) == [template]
    assert AuditEvent.objects.filter(actor_id=dana.pk).count() == 2


@pytest.mark.parametrize("kind", [RoleKind.FACILITATOR, RoleKind.CHIEF_EXECUTIVE, RoleKind.STAFF])
def test_nobody_else_changes_templates(template, kind):
    somebody = make_colleague("Somebody Else", make_organisation(), kind)
    contents = standing(template)
    assert list(templates_managed_by(somebody)) == []
    with pytest.raises(PermissionDenied, match="You may not change the templates"):
        services.add_template(by=somebody, name="A", summary="A.")
    with pytest.raises(PermissionDenied, match="You may not change the templates"):
        saved(somebody, template, contents)
    for service in (services.retire_template, services.offer_template):
        with pytest.raises(PermissionDenied):
            service(by=somebody, template=template)
    with pytest.raises(PermissionDenied):
        published(somebody, template)


def test_one_command_installs_the_content_of_every_room():
    call_command("install_content", verbosity=0)
    call_command("install_content", verbosity=0)
    assert (offered_templates().count(), CategorySet.objects.count()) == (3, 1)


def broken(constraint: str) -> pytest.RaisesExc:
    return pytest.raises(IntegrityError, match=constraint)


def test_a_number_is_used_once_and_a_draft_is_alone(template):
    now = timezone.now()
    with broken("template_version_number_is_used_once"), transaction.atomic():
        TemplateVersion.objects.create(template=template, number=1, published_at=now)
    TemplateVersion.objects.create(template=template)
    with broken("template_has_one_draft_at_most"), transaction.atomic():
        TemplateVersion.objects.create(template=template)


def test_a_published_version_says_when_and_a_draft_does_not(template):
    with broken("published_template_version_says_when"), transaction.atomic():
        TemplateVersion.objects.create(template=template, number=2)
    with broken("published_template_version_says_when"), transaction.atomic():
        TemplateVersion.objects.create(template=template, published_at=timezone.now())


def test_a_session_of_a_version_has_its_place_its_length_and_its_audience(template):
    version = latest_version(template)
    session = version.sessions.get(position=1)
    with broken("template_session_position_is_used_once"), transaction.atomic():
        TemplateSession.objects.create(version=version, position=1, name="A", week=0, minutes=60)
    for minutes in (9, 481):
        with (
            broken("template_session_takes_ten_minutes_to_eight_hours"),
            transaction.atomic(),
        ):
            TemplateSession.objects.filter(pk=session.pk).update(minutes=minutes)
    with broken("template_session_audience_is_known"), transaction.atomic():
        TemplateSession.objects.filter(pk=session.pk).update(audience="visitors")


def test_an_item_has_its_place_and_a_moment_its_week(template):
    version = latest_version(template)
    session = version.sessions.get(position=1)
    with broken("template_item_position_is_used_once"), transaction.atomic():
        TemplateItem.objects.create(session=session, position=1, minutes=5, title="Again")
    TemplateMoment.objects.create(version=version, week=1, name="Log")
    TemplateMoment.objects.create(version=version, week=2, name="Log")
    with broken("template_moment_is_named_once_a_week"), transaction.atomic():
        TemplateMoment.objects.create(version=version, week=1, name="Log")


def test_a_level_has_one_sheet_and_is_known(template):
    version = latest_version(template)
    with broken("level_has_one_role_sheet"), transaction.atomic():
        RoleSheet.objects.create(version=version, level="board", summary="A", text="B")
    with broken("role_sheet_level_is_known"), transaction.atomic():
        RoleSheet.objects.filter(version=version, level="board").update(level="visitor")
