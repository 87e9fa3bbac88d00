import pytest
from django.test import Client

from tests.factories.modules import a_module

pytestmark = pytest.mark.django_db


def test_the_list(client: Client):
    a_module()
    response = client.get("/modules/")
    assert response.status_code == 200


def test_a_module(client: Client):
    module = a_module(files=True)
    response = client.get(f"/modules/{module.slug}/")
    assert response.status_code == 200
