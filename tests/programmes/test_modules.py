"""The modules a programme works with, each in the version it began with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from modules.models import Module, Version
from modules.permissions import versions_open_to
from programmes.models import Pair, ProgrammeModule, TemplateVersion
from programmes.queries.modules import modules_of, papers_of
from programmes.services.modules import take_newer_version
from programmes.services.people import leave_team
from programmes.services.sessions import add_session, edit_session
from tests.factories.modules import a_module, a_version
from tests.factories.programmes import (
    closed,
    make_colleague,
    make_organisation,
    make_pair,
    make_programme,
    make_team,
)
from tests.factories.sessions import a_session, a_template
from tests.programmes.pages import words
from tests.support.visits import client_of

pytestmark = pytest.mark.django_db
QUERIES_OF_LIST = 9


def get(client: Client, address: str) -> HttpResponse:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer


def a_template_with(module: Module) -> TemplateVersion:
    version = a_template(weeks=(0, 2))
    version.sessions.filter(position=1).update(module=module)
    return version


@pytest.fixture
def module() -> Module:
    return a_module("Email under control")


@pytest.fixture
def pair(module: Module) -> Pair:
    """Alice and Amir, in a programme whose first session works with a module."""
    programme = make_programme()
    programme.template_version = a_template_with(module)
    programme.save()
    return make_pair(make_team(programme))


def test_a_programme_keeps_the_version_it_began_with(pair: Pair, module: Module):
    first = module.published
    a_version(module)
    session = pair.team.sessions.get(number=1)
    later = make_team(pair.team.programme, "Second team").sessions.get(number=1)
    for one in (session, later):
        papers = papers_of(one, pair.leader, leads=False)
        assert papers
        assert (papers.version, papers.newer) == (first, Version.objects.get(number=2))
    assert papers_of(pair.team.sessions.get(number=2), pair.leader, leads=False) is None


def test_the_session_plan_is_for_whoever_leads(pair: Pair):
    session = pair.team.sessions.get(number=1)
    of_leader = papers_of(session, pair.leader, leads=False)
    of_facilitator = papers_of(session, pair.team.programme.facilitator, leads=True)
    assert of_leader
    assert of_facilitator
    assert [one.title for one in of_leader.pieces] == [
        "Guide",
        "Evidence on one page",
        "Worksheet",
    ]
    assert [one.title for one in of_facilitator.pieces][1] == "Session plan"


def test_taking_part_opens_the_modules_of_the_programme_and_no_others(pair: Pair, module: Module):
    other = a_module("Planning the workload")
    programme = pair.team.programme
    for person in (pair.leader, pair.pa, programme.facilitator):
        assert list(versions_open_to(person)) == [module.published]
    stranger = make_colleague("Charlie Fox", make_organisation("Seaford", "RSF"))
    assert list(versions_open_to(stranger)) == []
    assert not versions_open_to(pair.leader).filter(module=other).exists()


def test_closing_the_programme_and_leaving_the_team_end_it(pair: Pair):
    leader, pa = pair.leader, pair.pa
    membership = pair.team.memberships.get(person=pa)
    yesterday = timezone.localdate() - timedelta(days=1)
    leave_team(by=pair.team.programme.facilitator, membership=membership, on=yesterday)
    assert not versions_open_to(pa).exists()
    closed(pair.team.programme, timezone.localdate())
    assert not versions_open_to(leader).exists()


def test_a_module_published_later_is_there_as_soon_as_a_team_is_made(pair: Pair):
    late = a_module("Planning the workload", published=False)
    pair.team.sessions.filter(number=2).update(module=late)
    second = pair.team.sessions.get(number=2)
    assert papers_of(second, pair.leader, leads=False) is None
    version = late.versions.get()
    version.number, version.published_at = 1, timezone.now()
    version.save()
    late.published = version
    late.save()
    papers = papers_of(second, pair.leader, leads=False)
    assert papers
    assert papers.version == version
    make_team(pair.team.programme, "Second team")
    assert ProgrammeModule.objects.filter(module=late, version=version).count() == 1


def test_the_facilitator_takes_the_newer_version_once(pair: Pair, module: Module):
    newer = a_version(module)
    programme = pair.team.programme
    for _ in range(2):
        pin = take_newer_version(by=programme.facilitator, programme=programme, module=module)
        assert pin.version == newer
    assert list(versions_open_to(pair.leader)) == [newer]


def test_nobody_else_takes_a_newer_version(pair: Pair, module: Module):
    a_version(module)
    with pytest.raises(PermissionDenied):
        take_newer_version(by=pair.leader, programme=pair.team.programme, module=module)


def test_a_withdrawn_or_strange_module_is_not_taken(pair: Pair, module: Module):
    programme, other = pair.team.programme, a_module("Planning the workload")
    with pytest.raises(ValidationError, match="does not work with that module"):
        take_newer_version(by=programme.facilitator, programme=programme, module=other)
    Module.objects.filter(pk=module.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason="A figure was wrong."
    )
    with pytest.raises(ValidationError, match="is withdrawn"):
        take_newer_version(by=programme.facilitator, programme=programme, module=module)


def test_a_session_is_given_a_module_when_it_is_added_or_changed(pair: Pair):
    other = a_module("Planning the workload")
    bob = pair.team.programme.facilitator
    added = add_session(by=bob, team=pair.team, name="One more", minutes=60, module=other)
    papers = papers_of(added, pair.leader, leads=False)
    assert papers
    assert (papers.version, papers.are_open) == (other.published, True)
    changed = edit_session(
        by=bob,
        session=added,
        name="One more",
        minutes=60,
        audience=added.audience,
        facilitator=bob,
        module=None,
    )
    assert papers_of(changed, pair.leader, leads=False) is None


def test_the_page_of_a_session_has_its_papers(pair: Pair, module: Module):
    session = a_session(pair.team, module=module, name="Email")
    page = get(client_of(pair.leader), reverse("session", args=[session.pk]))
    link = reverse("piece", args=[module.slug, 1, "guide"])
    assert f'href="{link}"' in page.content.decode()
    assert "Papers of “Email under control”" in words(page)
    assert reverse("piece", args=[module.slug, 1, "session-plan"]) not in page.content.decode()


def test_the_modules_of_a_programme_are_listed_and_a_newer_one_taken(pair: Pair, module: Module):
    a_version(module, notes="The worksheet fits on one page.")
    programme = pair.team.programme
    address = reverse("programme_modules", args=[programme.pk])
    assert "Use it in this programme" not in words(get(client_of(pair.leader), address))
    bob = client_of(programme.facilitator)
    assert "The worksheet fits on one page." in words(get(bob, address))
    taken = reverse("module_take_newer", args=[programme.pk, module.slug])
    answer = bob.post(taken, follow=True)
    news = "This programme works with Email under control, version 2 from now on."
    assert news in words(answer)
    assert [one.version.number for one in modules_of(programme, pair.leader, leads=False)] == [2]


def test_a_module_that_is_open_and_not_withdrawn_leads_to_a_board_workshop(
    pair: Pair, module: Module
):
    programme = pair.team.programme
    address = reverse("programme_modules", args=[programme.pk])
    link = f'href="{reverse("workshop_new")}?modules={module.slug}">'
    assert link in get(client_of(pair.leader), address).content.decode()
    Module.objects.filter(pk=module.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason="A figure was wrong."
    )
    assert link not in get(client_of(pair.leader), address).content.decode()


def test_a_programme_without_modules_says_so():
    programme = make_programme()
    page = get(client_of(programme.facilitator), reverse("programme_modules", args=[programme.pk]))
    assert "No module yet" in words(page)


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_as_many_queries_for_many_modules(
    pair: Pair, django_assert_num_queries, more: int
):
    for number in range(more):
        other = a_module(f"Module {number}")
        ProgrammeModule.objects.create(
            programme=pair.team.programme, module=other, version=other.published
        )
    client = client_of(pair.team.programme.facilitator)
    with django_assert_num_queries(QUERIES_OF_LIST):
        get(client, reverse("programme_modules", args=[pair.team.programme_id]))
