import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = [pytest.mark.urls("tests.core.urls"), pytest.mark.django_db]


@pytest.fixture
def alice(client):
    person = get_user_model().objects.create(email="alice@example.org")
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return person


def test_each_answer_has_its_own_id(client):
    first, second = (client.get("/plain")["X-Request-ID"] for _ in range(2))
    assert (len(first), len(second), first == second) == (32, 32, False)


@pytest.mark.parametrize(
    ("given", "is_kept"), [("abc-12345", True), ("short", False), ("x\r\nSet-Cookie: a=b", False)]
)
def test_a_proxys_id_is_kept_only_when_plain(client, given, is_kept):
    assert (
        client.get("/plain", headers={"X-Request-ID": given})["X-Request-ID"] == given
    ) is is_kept


@pytest.mark.parametrize("address", ["/plain?a=%00", "/plain?%00=a", "/pl%00ain"])
def test_a_nul_in_an_address_is_refused(client, address):
    assert client.get(address).status_code == 400


def test_a_nul_in_a_cookie_is_refused(client):
    cookie = f'{settings.SESSION_COOKIE_NAME}="aaaaaaaa\\000"'
    assert client.get("/greeting", headers={"Cookie": cookie}).status_code == 400


def test_a_nul_in_a_form_is_refused(client):
    assert client.post("/form", {"word": "a\x00b"}).status_code == 400
    assert client.post("/form", {"a\x00b": "word"}).status_code == 400
    assert client.post("/form", "word=a%00", "application/x-www-form-urlencoded").status_code == 400
    assert client.post("/form", {"word": "fine"}).content == b"fine"


def test_a_file_may_hold_any_bytes(client):
    file = SimpleUploadedFile("diary.ics", b"\x00")
    assert client.post("/form", {"word": "fine", "file": file}).status_code == 200


def test_a_page_for_a_person_is_kept_by_no_cache(client, alice):
    assert client.get("/greeting")["Cache-Control"] == "no-store, private"


def test_a_page_that_knows_nobody_may_be_cached(client, alice):
    assert "Cache-Control" not in client.get("/plain")


def test_a_page_for_strangers_may_be_cached(client):
    assert "Cache-Control" not in client.get("/greeting")
