"""A programme begins: on one page, once, with a date to come and at least one session."""

from __future__ import annotations

import contextlib
import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from accounts.enums import RoleKind
from accounts.models import Organisation, Person
from productive_leader.core.dates import format_date, today
from programmes.enums import SessionState
from programmes.models import Programme, Team, TemplateVersion
from programmes.queries.offers import Offer, offers
from programmes.queries.people import possible_sponsors
from programmes.queries.steps import Step, setting_up_steps
from programmes.services import setting_up
from programmes.services.newcomers import Colleague
from programmes.services.programmes import start_programme
from programmes.services.setting_up import set_up_programme
from programmes.services.templates import install_templates
from tests.factories.accounts import a_role
from tests.factories.programmes import make_colleague, make_member, make_organisation
from tests.factories.sessions import a_session, a_template

pytestmark = pytest.mark.django_db
NEW = "/programmes/new/"


@pytest.fixture
def here() -> Organisation:
    return make_organisation(code="RNV")


@pytest.fixture
def bob(here: Organisation) -> Person:
    return make_colleague("Bob Lane", here, RoleKind.FACILITATOR)


@pytest.fixture
def page(client: Client, bob: Person) -> Client:
    client.force_login(bob, "django.contrib.auth.backends.ModelBackend")
    return client


def monday() -> date:
    """The first Monday at least a week from today."""
    day = today() + timedelta(days=7)
    return day + timedelta(days=-day.weekday() % 7)


def begin(by: Person, version: TemplateVersion, **more) -> Team:
    given = {
        "organisation": make_organisation(code="RNV"),
        "chosen": [],
        "name": "Executive programme",
        "team_name": "Executive team",
        "starts_on": monday(),
    }
    return set_up_programme(by=by, version=version, **(given | more))


def test_a_programme_begins_with_a_team_and_its_sessions(bob: Person) -> None:
    version = a_template(weeks=(0, 2, 4, 6), optional=(2, 3))
    team = begin(bob, version, chosen=[3])
    programme = team.programme
    assert (programme.facilitator, programme.template_version) == (bob, version)
    assert (programme.starts_on, team.name, team.wave) == (monday(), "Executive team", 1)
    rows = team.sessions.order_by("number").values_list("name", "state", "during")
    assert list(rows) == [
        (f"Topic {position}", SessionState.PLANNED, None) for position in (1, 3, 4)
    ]


def test_the_same_press_twice_makes_one_programme(bob: Person) -> None:
    version = a_template(optional=(2,))
    assert begin(bob, version, chosen=[2]) == begin(bob, version, chosen=[2])
    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"starts_on": date(2027, 3, 1)},
        {"team_name": "Clinical directors"},
        {"chosen": []},
        {"name": " executive PROGRAMME "},
    ],
)
def test_another_programme_of_the_same_name_is_refused(
    bob: Person, changed: dict[str, object]
) -> None:
    version = a_template(optional=(2,))
    team = begin(bob, version, chosen=[2])
    make_member(team, "Tom Price")
    with pytest.raises(ValidationError) as refusal:
        begin(bob, version, **({"chosen": [2]} | changed))
    assert refusal.value.messages == [
        (
            "You already have a programme of this name here that begins on "
            f"{format_date(monday())}. Give this one another name."
        )
    ]
    Programme.objects.update(starts_on=date(2026, 3, 3))
    with pytest.raises(ValidationError, match="that began on Tuesday 3 March 2026"):
        begin(bob, version, chosen=[2])
    Programme.objects.update(closed_on=date(2026, 4, 3))
    assert begin(bob, version, chosen=[2]) != team


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("is_locked", "made"), [(True, 1), (False, 2)])
def test_two_presses_at_the_same_moment_make_one_programme(
    bob: Person, monkeypatch: pytest.MonkeyPatch, is_locked: bool, made: int
) -> None:
    """Without the lock both look before either has written, and there are two: the control."""
    version, together = a_template(), threading.Barrier(2)

    def unhurried(**given) -> Programme:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(2)
        return start_programme(**given)

    monkeypatch.setattr(setting_up, "start_programme", unhurried)
    if not is_locked:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    teams: list[Team] = []

    def press() -> None:
        try:
            teams.append(begin(bob, version))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(teams), len(set(teams)), Programme.objects.count()) == (2, made, made)


def test_a_first_day_that_has_passed_is_refused(bob: Person) -> None:
    version = a_template()
    with pytest.raises(ValidationError, match="Tuesday 3 March 2026 has passed"):
        begin(bob, version, starts_on=date(2026, 3, 3))
    with pytest.raises(ValidationError, match="is a Saturday"):
        begin(bob, version, starts_on=monday() + timedelta(days=5))
    with pytest.raises(ValidationError, match="within the next two years"):
        begin(bob, version, starts_on=date(9999, 12, 31))
    assert not Programme.objects.exists()


def test_a_programme_has_at_least_one_session(bob: Person) -> None:
    version = a_template(weeks=(0, 4, 8), optional=(1, 2, 3), name="Strengthening Leadership")
    with pytest.raises(ValidationError, match="at least one session of Strengthening Leadership"):
        begin(bob, version)
    assert begin(bob, version, chosen=[2]).sessions.get().name == "Topic 2"


def test_only_a_facilitator_of_the_organisation_starts_one_there(bob: Person) -> None:
    with pytest.raises(PermissionDenied):
        begin(bob, a_template(), organisation=make_organisation("Southfield"))


def test_a_colleague_sponsors_from_the_start_or_nothing_begins(bob: Person) -> None:
    version = a_template()
    domain = bob.email.partition("@")[2]
    with pytest.raises(ValidationError, match="Nobody at"):
        begin(bob, version, colleague=Colleague("Dana Moor", "dana@odd.example"))
    assert not Programme.objects.exists()
    team = begin(bob, version, colleague=Colleague("Dana Moor", f"dana@{domain}"))
    assert team.programme.sponsor is not None
    assert team.programme.sponsor.name == "Dana Moor"


def test_each_template_is_offered_in_its_latest_version_the_fullest_first() -> None:
    install_templates()
    assert [
        (offer.name, offer.sessions_in_words, len(offer.optional), offer.needs_choice)
        for offer in offers()
    ] == [
        ("The Productive Leader, standard", "4 to 8 sessions in 16 weeks", 4, False),
        ("The Productive Leader, short", "6 sessions in 8 weeks", 0, False),
        ("Strengthening Leadership", "1 to 3 sessions in 8 weeks", 3, True),
    ]


def test_an_offer_says_what_it_asks_of_leaders_and_pas() -> None:
    offer = Offer(a_template(weeks=(0, 2)))
    assert (offer.leader.session_minutes, offer.leader.beside_minutes) == (120, 120)
    assert (offer.leader.minutes, offer.pa.minutes) == (240, 240)
    assert Offer(a_template(weeks=(0,))).sessions_in_words == "1 session"


@pytest.mark.parametrize("templates", [1, 3])
def test_offers_take_the_same_queries_for_one_template_and_for_three(
    templates: int, django_assert_num_queries
) -> None:
    for _ in range(templates):
        a_template()
    with django_assert_num_queries(3):
        assert [offer.leader.minutes for offer in offers()] == [300] * templates


def test_chief_executives_come_before_leaders_and_nobody_twice(here: Organisation) -> None:
    alice = make_colleague("Alice Ahmed", here, RoleKind.LEADER, "Medical director")
    cheryl = make_colleague("Cheryl Grant", here, RoleKind.CHIEF_EXECUTIVE)
    a_role(cheryl, here, RoleKind.LEADER)
    make_colleague("Amir Khan", here, RoleKind.PA)
    gone = make_colleague("Gone Away", here, RoleKind.LEADER)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    found = [(role.person, role.kind) for role in possible_sponsors([here])]
    assert found == [(cheryl, RoleKind.CHIEF_EXECUTIVE), (alice, RoleKind.LEADER)]


def test_the_steps_say_how_far_a_team_is(bob: Person) -> None:
    assert setting_up_steps(here="new") == [
        Step("New programme", "current", ""),
        Step("People", "later", ""),
        Step("Dates", "later", ""),
        Step("Release", "later", ""),
    ]
    team = begin(bob, a_template(weeks=(0,)))

    def states(here: str = "") -> list[str]:
        return [step.state for step in setting_up_steps(team, here)]

    assert states() == ["done", "current", "later", "later"]
    make_member(team, "Tom Price")
    assert states() == ["done", "done", "current", "later"]
    assert states("people") == ["done", "current", "later", "later"]
    team.sessions.all().delete()
    a_session(team, released=False)
    assert states() == ["done", "done", "done", "current"]
    team.sessions.all().delete()
    a_session(team)
    assert states() == ["done", "done", "done", "done"]
    assert [step.route for step in setting_up_steps(team, "dates")] == [
        "",
        "team_people",
        "",
        "team_release",
    ]


def form(version: TemplateVersion, **more) -> dict[str, object]:
    slug = version.template.slug
    return {
        "template": slug,
        f"sessions-{slug}": [one.position for one in version.sessions.filter(is_optional=True)],
        "team_name": "Executive team",
        "starts_on": monday().isoformat(),
        "sponsor": "later",
        **more,
    }


def test_the_page_makes_the_programme_and_goes_on_to_its_people(
    page: Client, here: Organisation
) -> None:
    version = a_template(optional=(2,), name="Standard")
    cheryl = make_colleague("Cheryl Grant", here, RoleKind.CHIEF_EXECUTIVE)
    shown = page.get(NEW).text
    assert "2 to 3 sessions in 4 weeks · with all of them about 5 h of each person’s time" in shown
    assert "Organisation</label>" not in shown
    suggested = page.get(NEW).context["form"]["sponsor"].value()
    assert suggested == str(cheryl.roles.get().pk)
    response = page.post(NEW, form(version, sponsor=cheryl.roles.get().pk))
    team = Team.objects.get()
    assert response["Location"] == reverse("team_people", args=[team.programme_id, team.pk])
    assert team.programme.name == f"Standard, {here.name}"
    assert (team.programme.sponsor, team.sessions.count()) == (cheryl, 3)
    assert (
        page.post(NEW, form(version, sponsor=cheryl.roles.get().pk))["Location"]
        == (response["Location"])
    )
    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"template": ""}, "Choose a programme."),
        ({"template": "gone"}, "Choose a programme."),
        ({"team_name": ""}, "Give the team a name."),
        ({"starts_on": ""}, "Choose the first day."),
        ({"starts_on": "soon"}, "Type the first day as a date, for example 9/5/2027."),
        (
            {"starts_on": "3/3/2026"},
            "Tuesday 3 March 2026 has passed. Choose today",
        ),
        ({"sponsor": ""}, "Choose the sponsor, or choose later."),
        ({"sponsor": "other"}, "Type the sponsor’s name."),
        ({"sponsor": "other", "sponsor_name": "Dana"}, "Type an e-mail address"),
        (
            {"sponsor": "other", "sponsor_name": "Dana", "sponsor_email": "dana@odd.example"},
            "These addresses are right",
        ),
        ({"name": "x" * 121}, "Shorten the name of the programme to 120 characters."),
    ],
)
def test_a_mistake_on_the_page_keeps_what_was_typed(
    page: Client, changed: dict[str, str], sentence: str
) -> None:
    response = page.post(NEW, form(a_template()) | {"team_name": "Our team"} | changed)
    assert response.status_code == 200
    assert "<title>Error: New programme" in response.text
    assert sentence in response.text
    assert "team_name" in changed or 'value="Our team"' in response.text
    assert not Programme.objects.exists()


def test_a_board_programme_needs_one_of_its_sessions(page: Client) -> None:
    version = a_template(optional=(1, 2, 3), name="Strengthening Leadership")
    field = f"sessions-{version.template.slug}"
    refused = page.post(NEW, form(version) | {field: []})
    assert "Choose at least one session of Strengthening Leadership." in refused.text
    page.post(NEW, form(version) | {field: ["3"]})
    assert Team.objects.get().sessions.get().name == "Topic 3"


def test_a_name_that_is_taken_is_said_beside_the_name(page: Client, bob: Person) -> None:
    version = a_template()
    make_member(begin(bob, version, name="Ours"), "Tom Price")
    response = page.post(NEW, form(version, name="Ours"))
    assert response.context["form"].errors["name"] == [
        (
            "You already have a programme of this name here that begins on "
            f"{format_date(monday())}. Give this one another name."
        )
    ]


def test_a_facilitator_of_two_organisations_says_which(page: Client, bob: Person) -> None:
    version = a_template()
    south = make_organisation("Southfield", code="RSF")
    a_role(bob, south, RoleKind.FACILITATOR)
    cheryl = make_colleague("Cheryl Grant", make_organisation(code="RNV"), RoleKind.CHIEF_EXECUTIVE)
    make_colleague("Colin South", south, RoleKind.CHIEF_EXECUTIVE)
    assert "Colin South, chief executive (Southfield)" in page.get(NEW).text
    assert "Choose the organisation." in page.post(NEW, form(version)).text
    chosen = form(version, organisation="RSF", sponsor=cheryl.roles.get().pk)
    assert (
        "Cheryl Grant is not at Southfield. Choose a sponsor who is." in page.post(NEW, chosen).text
    )
    page.post(NEW, form(version, organisation="RSF"))
    assert Programme.objects.get().organisation == south


def test_without_templates_the_page_says_whom_to_ask(page: Client) -> None:
    assert "There is no kind of programme to start from" in page.get(NEW).text


def test_the_list_offers_a_new_programme_to_facilitators_alone(
    page: Client, bob: Person, here: Organisation
) -> None:
    assert "It takes about five minutes." in page.get("/programmes/").text
    begin(bob, a_template())
    assert f'href="{NEW}"' in page.get("/programmes/").text
    alice = make_colleague("Alice Ahmed", here, RoleKind.LEADER)
    page.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert f'href="{NEW}"' not in page.get("/programmes/").text
    assert page.get(NEW).status_code == 404
