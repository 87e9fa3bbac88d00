import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from productive_leader.core.models import OutboxItem
from productive_leader.core.permissions import Permission, get_or_404, require

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return [OutboxItem.objects.create(task=name) for name in ("mine", "theirs")]


def test_what_the_permission_reaches_is_allowed(two):
    mine = OutboxItem.objects.filter(task="mine")
    assert require(Permission.VIEW_LOG, obj=two[0], among=mine) is None


def test_a_refusal_is_a_sentence(two):
    mine = OutboxItem.objects.filter(task="mine")
    with pytest.raises(PermissionDenied, match=r"^You may not see this log\.$"):
        require(Permission.VIEW_LOG, obj=two[1], among=mine)


def test_what_you_may_not_see_does_not_exist(two):
    mine = OutboxItem.objects.filter(task="mine")
    assert get_or_404(mine, pk=two[0].pk) == two[0]
    with pytest.raises(Http404):
        get_or_404(mine, pk=two[1].pk)


@pytest.mark.parametrize("attempts", ["abc", 10**30, "1" * 5000])
def test_nonsense_does_not_exist_either(attempts):
    with pytest.raises(Http404):
        get_or_404(OutboxItem.objects.all(), attempts=attempts)
