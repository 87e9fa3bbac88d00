import datetime as dt

import pytest

from accounts.enums import RoleKind
from accounts.models import OrganisationName, Person
from productive_leader.core.dates import today
from tests.factories.accounts import a_person, a_role, an_organisation, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def northvale():
    return an_organisation("RX1")


@pytest.fixture
def enter(client):
    """Signs somebody in who has this role in this organisation."""

    def signed_in(kind, organisation, name="Bob Lane", **fields):
        person = a_person(name)
        a_role(person, organisation, kind, **fields)
        return sign_in(client, person)

    return signed_in


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def rows(page):
    return [(role.person.name, role.kind) for role in page.context["roles"]]


@pytest.mark.parametrize("kind", [kind for kind in RoleKind if kind != "catalogue_administrator"])
def test_everyone_with_a_role_sees_who_is_who(enter, northvale, kind):
    page = enter(kind, northvale).get("/organisations/RX1/")
    assert rows(page) == [("Bob Lane", kind)]
    assert '<h1 class="nhsuk-heading-l">Northvale NHS Trust</h1>' in page.content.decode()


def test_others_find_nothing(enter, northvale):
    client = enter(RoleKind.FACILITATOR, an_organisation("RX2"))
    for address in ("", "people/add/"):
        assert client.get(f"/organisations/RX1/{address}").status_code == 404
    assert client.get("/organisations/RX9/").status_code == 404
    assert northvale.roles.count() == 0


def test_a_role_of_the_past_or_of_tomorrow_opens_nothing(enter, northvale):
    day = dt.timedelta(days=1)
    client = enter(RoleKind.LEADER, northvale, starts_on=today() - 9 * day, ends_on=today() - day)
    a_role(Person.objects.get(), northvale, RoleKind.STAFF, starts_on=today() + day)
    assert client.get("/organisations/RX1/").status_code == 404


def test_a_catalogue_administrator_sees_every_organisation(enter, northvale):
    client = enter(RoleKind.CATALOGUE_ADMINISTRATOR, None)
    assert client.get(f"/organisations/{northvale.code}/").status_code == 200


def test_only_current_roles_of_open_accounts_are_listed(enter, northvale):
    client = enter(RoleKind.LEADER, northvale)
    yesterday = today() - dt.timedelta(days=1)
    a_role(a_person("Gone"), northvale, starts_on=yesterday, ends_on=yesterday)
    a_role(a_person("Closed", is_active=False), northvale)
    assert rows(client.get("/organisations/RX1/")) == [("Bob Lane", "leader")]


def test_former_names_are_shown(enter, northvale):
    OrganisationName.objects.create(
        organisation=northvale, name="Northvale PCT", until=dt.date(2013, 3, 31)
    )
    page = enter(RoleKind.STAFF, northvale).get("/organisations/RX1/")
    assert "Northvale PCT, until 31 March 2013" in page.content.decode()


def test_a_facilitator_adds_a_person_on_the_page(enter, northvale):
    client = enter(RoleKind.FACILITATOR, northvale)
    given = {"name": "Amir Khan", "email": "amir@x.example", "kind": "pa", "job_title": ""}
    added = client.post("/organisations/RX1/people/add/", given, follow=True)
    assert messages_of(added) == ["Amir Khan can sign in now."]
    assert rows(added) == [("Amir Khan", "pa"), ("Bob Lane", "facilitator")]


def test_a_facilitator_is_offered_the_roles_they_may_give(enter, northvale):
    page = enter(RoleKind.FACILITATOR, northvale).get("/organisations/RX1/people/add/")
    offered = [value for value, _ in page.context["form"].fields["kind"].choices]
    assert offered == ["leader", "pa", "facilitator", "staff"]


def test_a_role_that_is_not_offered_is_refused(enter, northvale):
    client = enter(RoleKind.FACILITATOR, northvale)
    given = {"name": "Amir", "email": "amir@x.example", "kind": "chief_executive"}
    answer = client.post("/organisations/RX1/people/add/", given)
    assert list(answer.context["form"].errors) == ["kind"]
    assert Person.objects.count() == 1


def test_what_was_typed_stays_when_something_is_missing(enter, northvale):
    client = enter(RoleKind.FACILITATOR, northvale)
    answer = client.post("/organisations/RX1/people/add/", {"name": "Amir Khan", "email": "amir"})
    assert {name: list(errors) for name, errors in answer.context["form"].errors.items()} == {
        "email": ["Enter an e-mail address, like name@nhs.net"],
        "kind": ["Choose a role"],
    }
    assert 'value="Amir Khan"' in answer.content.decode()


def test_the_same_role_twice_is_told_and_adds_nothing(enter, northvale):
    client = enter(RoleKind.FACILITATOR, northvale)
    given = {"name": "Amir Khan", "email": "amir@x.example", "kind": "pa"}
    client.post("/organisations/RX1/people/add/", given)
    answer = client.post("/organisations/RX1/people/add/", given)
    assert answer.context["form"].non_field_errors() == [
        "Amir Khan has the role of PA here already."
    ]
    assert northvale.roles.count() == 2


@pytest.mark.parametrize("kind", [RoleKind.LEADER, RoleKind.PA, RoleKind.CHIEF_EXECUTIVE])
def test_those_who_may_not_add_find_no_page_for_it(enter, northvale, kind):
    client = enter(kind, northvale)
    assert client.get("/organisations/RX1/people/add/").status_code == 404
    assert "Add a person" not in client.get("/organisations/RX1/").content.decode()


def test_a_facilitator_ends_a_role_on_the_page(enter, northvale):
    client = enter(RoleKind.FACILITATOR, northvale)
    role = a_role(a_person("Amir Khan"), northvale, RoleKind.PA)
    ended = client.post(f"/organisations/RX1/roles/{role.pk}/end/", follow=True)
    assert messages_of(ended) == ["Amir Khan’s role as PA has ended."]
    assert rows(ended) == [("Bob Lane", "facilitator")]


def test_a_role_elsewhere_is_not_there_to_be_ended(enter, northvale):
    client = enter(RoleKind.FACILITATOR, northvale)
    role = a_role(a_person("Charlie Webb"), an_organisation("RX2"), RoleKind.PA)
    for code in ("RX1", "RX2"):
        assert client.post(f"/organisations/{code}/roles/{role.pk}/end/").status_code == 404
    assert role.events.count() == 1


def test_the_page_asks_as_often_for_three_people_as_for_one(
    enter, northvale, django_assert_num_queries
):
    client = enter(RoleKind.FACILITATOR, northvale)
    client.get("/organisations/RX1/")
    with django_assert_num_queries(15):
        client.get("/organisations/RX1/")
    for name in ("Alice", "Amir"):
        a_role(a_person(name), northvale)
    with django_assert_num_queries(15):
        client.get("/organisations/RX1/")
