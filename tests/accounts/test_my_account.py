import datetime as dt
import json
import time

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from accounts import queries, services
from accounts.enums import RoleKind
from accounts.models import Person
from productive_leader.core import privacy
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from tests.factories.accounts import a_person, a_role, an_organisation, code_sent_to, sign_in

pytestmark = pytest.mark.django_db
FRESH = "/account/reauthenticate/"


@pytest.fixture
def alice():
    alice = a_person("Alice Quillfeather", email="alice.quillfeather@northvale.example")
    a_role(alice, an_organisation(), RoleKind.LEADER, job_title="Medical director")
    return alice


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def later(monkeypatch, minutes):
    moment = time.time() + minutes * 60
    monkeypatch.setattr(time, "time", lambda: moment)


@pytest.mark.parametrize(
    "address",
    [
        "/account/",
        "/account/passkeys/",
        "/account/passkeys/add/",
        "/account/passkeys/1/",
        "/account/passkeys/1/remove/",
        "/account/sessions/",
        "/account/data/",
        "/account/data/download/",
        "/account/data/delete/",
        "/account/reauthenticate/",
        "/account/reauthenticate/passkey/",
        "/organisations/RX1/",
        "/organisations/RX1/people/add/",
    ],
)
def test_somebody_signed_out_is_asked_to_sign_in_and_comes_back(client, address):
    assert client.get(address).url == f"/account/login/?next={address}"


def test_the_account_page_shows_name_address_and_roles(client, alice):
    page = sign_in(client, alice).get("/account/")
    text = page.content.decode()
    assert "<title>My account – The Productive Leader</title>" in text
    assert "alice.quillfeather@northvale.example" in text
    assert 'Leader, <a href="/organisations/RX1/">Northvale NHS Trust</a>' in text


def test_a_name_is_changed_and_an_address_is_not(client, alice):
    sign_in(client, alice)
    saved = client.post("/account/", {"name": "Dr Alice Q", "email": "x@x.example"}, follow=True)
    alice.refresh_from_db()
    assert (alice.name, alice.email) == ("Dr Alice Q", "alice.quillfeather@northvale.example")
    assert messages_of(saved) == ["Your name is saved."]


def test_an_empty_name_is_told_so(client, alice):
    answer = sign_in(client, alice).post("/account/", {"name": "  "})
    assert errors_of(answer) == {"name": ["Enter your name"]}


def browser(alice, user_agent):
    client = Client(headers={"User-Agent": user_agent})
    return sign_in(client, alice)


@pytest.fixture
def office(alice):
    return browser(alice, "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0")


@pytest.fixture
def phone(alice):
    return browser(alice, "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1")


def devices(client):
    return [each.device for each in client.get("/account/sessions/").context["sessions"]]


def test_sessions_are_listed_this_one_first(office, phone):
    assert devices(office) == ["Edge on Windows", "Safari on an iPhone"]
    assert devices(phone) == ["Safari on an iPhone", "Edge on Windows"]


def test_one_session_is_ended(alice, office, phone):
    other = UserSession.objects.get(session_key=phone.session.session_key)
    ended = office.post(f"/account/sessions/{other.pk}/end/", follow=True)
    assert messages_of(ended) == ["That session has ended."]
    assert get_user(phone).is_authenticated is False
    assert get_user(office) == alice
    assert Session.objects.filter(session_key=phone.cookies["sessionid"].value).exists() is False


def test_all_other_sessions_are_ended(alice, office, phone):
    office.post("/account/sessions/end-others/")
    assert get_user(phone).is_authenticated is False
    assert (get_user(office), devices(office)) == (alice, ["Edge on Windows"])


def test_nobody_ends_the_session_of_somebody_else(office):
    charlie, theirs = a_person("Charlie Webb"), Client()
    sign_in(theirs, charlie)
    session = UserSession.objects.get(user=charlie)
    assert office.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    assert get_user(theirs) == charlie


@pytest.mark.parametrize("address", ["end-others/", "1/end/"])
def test_sessions_are_not_ended_by_a_link(office, address):
    assert office.get(f"/account/sessions/{address}").status_code == 405


def test_the_session_page_asks_as_often_for_three_as_for_one(
    alice, office, django_assert_num_queries
):
    office.get("/account/sessions/")
    with django_assert_num_queries(4):  # person, standing, and two for the list
        office.get("/account/sessions/")
    browser(alice, "one")
    browser(alice, "two")
    with django_assert_num_queries(4):
        office.get("/account/sessions/")


def test_a_fresh_sign_in_is_fresh_enough_to_delete(client, alice):
    assert sign_in(client, alice).get("/account/data/delete/").status_code == 200


def test_after_ten_minutes_a_fresh_code_is_asked_for(client, alice, monkeypatch):
    sign_in(client, alice)
    later(monkeypatch, 11)
    asked = client.get("/account/data/delete/")
    assert asked.url == f"{FRESH}?next=%2Faccount%2Fdata%2Fdelete%2F"
    assert client.post("/account/data/delete/", {"understood": "on"}).url == asked.url
    sent = client.post(asked.url, {"send": "yes"}, follow=True)
    assert messages_of(sent) == ["A new code is on its way to you."]
    given = client.post(asked.url, {"code": code_sent_to(alice.email)})
    assert given.url == "/account/data/delete/"
    assert client.get(given.url).status_code == 200
    assert Person.objects.get().name == "Alice Quillfeather"


def test_a_fresh_code_is_limited_like_any_other(client, alice, monkeypatch):
    sign_in(client, alice)
    later(monkeypatch, 11)
    client.post(FRESH, {"send": "yes"})
    right = code_sent_to(alice.email)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        answer = client.post(FRESH, {"code": wrong})
        assert errors_of(answer) == {
            "code": ["That code is not right. Use the code from the newest message."]
        }
    refused = client.post(FRESH, {"code": right}, follow=True)
    assert messages_of(refused) == [
        "That is too many tries. Wait a few minutes, then ask for a new code."
    ]
    assert client.get("/account/data/delete/").status_code == 302


def test_a_late_fresh_code_is_told_so(client, alice, monkeypatch):
    sign_in(client, alice)
    client.post(FRESH, {"send": "yes"}, follow=True)
    code = code_sent_to(alice.email)
    later(monkeypatch, 11)
    late = client.post(FRESH, {"code": code}, follow=True)
    assert messages_of(late) == ["That code has expired. Ask for a new one."]


def test_a_fresh_code_sends_nobody_elsewhere(client, alice):
    sign_in(client, alice)
    address = f"{FRESH}?next=https://elsewhere.example/"
    client.post(address, {"send": "yes"})
    assert client.post(address, {"code": code_sent_to(alice.email)}).url == "/account/"


def test_the_download_is_what_the_register_says(client, alice):
    sign_in(client, alice)
    answer = client.get("/account/data/download/")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="my-data-{today():%Y-%m-%d}.json"'
    )
    assert json.loads(answer.content) == privacy.export_for(alice.pk, alice.email)
    held = json.loads(answer.content)
    assert held["accounts.person"][0]["email"] == alice.email
    assert held["accounts.role"][0]["job_title"] == "Medical director"
    assert held["usersessions.usersession"][0]["ip"] == "127.0.0.1"
    assert AuditEvent.objects.filter(action="person.exported", actor_id=alice.pk).count() == 1


def test_the_page_shows_what_the_download_holds(client, alice):
    page = sign_in(client, alice).get("/account/data/")
    shown = {table["title"]: table["count"] for table in page.context["tables"]}
    held = queries.all_about(alice)
    assert set(shown) == {"What you did here", "You", "Roles", "Sessions"}
    assert sum(shown.values()) == sum(len(rows) for rows in held.values())
    assert "Medical director" in page.content.decode()


def test_a_code_on_its_way_is_not_shown_to_whoever_holds_the_session(client, alice):
    sign_in(client, alice)
    client.post(FRESH, {"send": "yes"}, follow=True)
    code = code_sent_to(alice.email)
    for address in ("/account/data/", "/account/data/download/"):
        assert code not in client.get(address).content.decode()


def test_an_export_holds_nothing_of_anybody_else(client, alice):
    charlie = a_person("Charlie Webb")
    a_role(charlie, an_organisation(), job_title="Registrar")
    sign_in(client, alice)
    text = client.get("/account/data/download/").content.decode()
    assert ("Charlie" in text, "Registrar" in text) == (False, False)


def test_a_box_stands_before_the_deletion(client, alice):
    sign_in(client, alice)
    answer = client.post("/account/data/delete/")
    assert errors_of(answer) == {"understood": ["Tick the box if you want to delete your account"]}
    assert Person.objects.filter(is_active=True).count() == 1


def dump():
    """Every row of every table as text, sessions unpacked, in lower case."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            yield from (row.lower() for (row,) in cursor.fetchall())
    yield from (json.dumps(session.get_decoded()).lower() for session in Session.objects.all())


def rows_that_name(*words):
    return [row for row in dump() if any(word in row for word in words)]


def test_deletion_leaves_no_trace_of_name_or_address(client, alice, phone):
    sign_in(client, alice)
    assert len(rows_that_name("quillfeather")) > 3
    gone = client.post("/account/data/delete/", {"understood": "on"}, follow=True)
    assert messages_of(gone) == ["Your account and your data are deleted."]
    assert rows_that_name("quillfeather", "medical director") == []
    assert [get_user(each).is_authenticated for each in (client, phone)] == [False, False]


def test_what_is_left_has_a_number_and_no_name(client, alice):
    services.delete_my_account(by=alice)
    left = Person.objects.get(pk=alice.pk)
    assert (left.name, left.is_active) == ("Somebody who has left", False)
    assert left.email == f"erased-{alice.pk}@erased.invalid"
    assert left.roles.current().count() == 0
    event = AuditEvent.objects.get(action="person.deleted")
    assert (event.actor_id, event.target_id) == (alice.pk, str(alice.pk))
    client.post("/account/login/", {"login": left.email})
    assert get_user(client).is_authenticated is False


def test_two_people_can_be_deleted(alice):
    charlie = a_person("Charlie Webb")
    services.delete_my_account(by=alice)
    services.delete_my_account(by=charlie)
    assert Person.objects.filter(name="Somebody who has left").count() == 2


def test_somebody_deleted_can_be_added_again_and_starts_afresh(alice):
    services.delete_my_account(by=alice)
    again = services.add_person(
        by=None, organisation=None, name="Alice", email="alice.quillfeather@northvale.example"
    )
    assert (again.pk != alice.pk, again.roles.count()) == (True, 0)


def test_expired_sessions_are_swept_out(alice, office):
    from accounts.sessions import forget_expired

    assert forget_expired() == 0
    Session.objects.update(expire_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert forget_expired() == 2
    assert UserSession.objects.count() == 0
