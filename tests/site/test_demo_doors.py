import email
from datetime import date

import pytest
from django.test import Client

from accounts.models import Person
from productive_leader.core.models import Email
from productive_leader.site.queries.owed import MissingDays, days_owed
from programmes.services import nudge_people
from tests.factories.programmes import make_pair, make_team

pytestmark = pytest.mark.django_db

PATHS = ("/demo/", "/demo/mail/", "/demo/mail/{id}/", "/demo/mail/{id}.eml")


@pytest.fixture
def demo(settings, client: Client) -> None:
    """DEMO is on, and the browser is on this machine."""
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    client.defaults["HTTP_HOST"] = "127.0.0.1:8000"


@pytest.fixture
def message() -> Email:
    pair = make_pair(make_team(name="First wave"))
    nudge_people(
        by=pair.team.programme.facilitator,
        team=pair.team,
        owed={pair.pa: [days_owed(MissingDays("Baseline week", (date(2026, 3, 2),)))]},
    )
    return Email.objects.get()


@pytest.fixture
def sam() -> Person:
    return Person.objects.create_user("sam.wood@northvale.example", "Sam Wood")


def an_email(to: str) -> Email:
    return Email.objects.create(to=to, subject="Hello", text="Hello", message_id=f"<{to}>")


def become(client: Client, person: Person, **environment: str):
    return client.post("/demo/become/", {"email": person.email}, **environment)


def test_without_demo_there_is_no_such_page(
    client: Client, demo: None, settings, message: Email, sam: Person
) -> None:
    settings.DEMO = False
    for path in PATHS:
        assert client.get(path.format(id=message.pk)).status_code == 404
    assert become(client, sam).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "environment",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": "192.168.1.20"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "nonsense"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_HOST": "example.org"},
        {"HTTP_HOST": "127.0.0.1.example.org"},
        {"HTTP_HOST": "demo.localhost"},
    ],
)
def test_from_elsewhere_there_is_no_such_page(
    client: Client, demo: None, message: Email, sam: Person, environment: dict[str, str]
) -> None:
    for path in PATHS:
        assert client.get(path.format(id=message.pk), **environment).status_code == 404
    assert become(client, sam, **environment).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_from_this_machine_the_doors_are_open(
    client: Client, demo: None, message: Email, address: str, host: str
) -> None:
    for path in PATHS:
        response = client.get(path.format(id=message.pk), REMOTE_ADDR=address, HTTP_HOST=host)
        assert response.status_code == 200


def test_one_press_makes_me_somebody(client: Client, demo: None, sam: Person) -> None:
    assert "Become Sam Wood" in client.get("/demo/").text
    assert become(client, sam)["Location"] == "/"
    assert client.session["_auth_user_id"] == str(sam.pk)


def test_becoming_another_leaves_nothing_of_the_first(
    client: Client, demo: None, sam: Person
) -> None:
    other = Person.objects.create_user("dana.reid@northvale.example", "Dana Reid")
    become(client, sam)
    session = client.session
    session["drafts"] = {"/time/": "note=private"}
    session.save()
    become(client, other)
    assert client.session["_auth_user_id"] == str(other.pk)
    assert "drafts" not in client.session


def test_nobody_is_become_by_a_get(client: Client, demo: None) -> None:
    assert client.get("/demo/become/").status_code == 405


def test_only_people_of_the_demo_can_be_become(client: Client, demo: None) -> None:
    real = Person.objects.create_user("someone@nhs.test", "Some One")
    gone = Person.objects.create_user("gone@northvale.example", "Gone", is_active=False)
    for person in (real, gone):
        assert become(client, person).status_code == 404
    assert client.post("/demo/become/").status_code == 404


def test_every_message_is_listed_newest_first(client: Client, demo: None, message: Email) -> None:
    an_email("zoe@seaford.example")
    shown = list(client.get("/demo/mail/").context["page"])
    assert [one.to for one in shown] == ["zoe@seaford.example", message.to]


def test_messages_are_found_by_part_of_an_address(
    client: Client, demo: None, message: Email
) -> None:
    assert message.subject in client.get("/demo/mail/?to=AMIR").text
    response = client.get("/demo/mail/?to=nobody%22%3E")
    assert "No message to this address" in response.text
    assert message.subject not in response.text
    assert 'value="nobody&quot;&gt;"' in response.text


def test_a_message_can_be_read_and_its_links_followed(
    client: Client, demo: None, message: Email
) -> None:
    response = client.get(f"/demo/mail/{message.pk}/")
    assert "Monday 2 March 2026" in response.text
    assert 'href="http://127.0.0.1:8000/time/"' in response.text


def test_the_file_is_the_message_itself(client: Client, demo: None, message: Email) -> None:
    response = client.get(f"/demo/mail/{message.pk}.eml")
    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"] == f'attachment; filename="{message.pk}.eml"'
    read = email.message_from_bytes(response.content, policy=email.policy.default)
    assert (read["To"], read["Subject"], read["Message-ID"]) == (
        message.to,
        message.subject,
        message.message_id,
    )
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.text
    assert b"\n" not in response.content.replace(b"\r\n", b"")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client: Client, demo: None, message: Email, number: int, django_assert_num_queries
) -> None:
    for place in range(number):
        an_email(f"p{place}@northvale.example")
    with django_assert_num_queries(2):
        assert client.get("/demo/mail/").status_code == 200
