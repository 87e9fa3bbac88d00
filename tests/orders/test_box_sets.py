"""Box sets are installed, added, changed, withdrawn and offered again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Person
from modules.services import install_modules
from orders.models import BoxSet, Movement
from orders.queries.box_sets import Texts, consequences_of, texts_of
from orders.services import box_sets, stock
from productive_leader.core.dates import today
from productive_leader.core.models import AuditEvent
from tests.factories.accounts import a_person
from tests.factories.modules import a_collection
from tests.factories.orders import a_box_set, an_executive_team, an_order
from tests.orders.stock_scene import an_administrator, an_authorised_order, numbers

pytestmark = pytest.mark.django_db
TEXTS = Texts(
    name="  Winter   box set ",
    summary="What a team needs in winter.",
    contents="A guide\n\n  A wall chart ",
    collection_id=None,
    released_on=None,
)


@pytest.fixture
def dana() -> Person:
    return an_administrator()


def test_two_box_sets_are_there_from_the_start_without_stock():
    install_modules()
    box_sets.install_box_sets()
    leader, board = BoxSet.objects.all()
    assert (leader.name, leader.collection.slug) == (
        "The Productive Leader box set",
        "the-productive-leader",
    )
    assert (board.name, board.collection.slug) == (
        "Strengthening Leadership box set",
        "strengthening-leadership",
    )
    for one, modules in ((leader, 8), (board, 3)):
        inside = "\n".join(one.content_lines)
        named = [module for module in one.collection.modules.all() if module.name in inside]
        assert (len(named), numbers(one)) == (modules, (0, 0))
    assert Movement.objects.count() == 0


def test_installing_again_leaves_what_is_there_alone(dana):
    box_sets.install_box_sets()
    first = BoxSet.objects.first()
    texts = replace(texts_of(first), name="Our own name")
    box_sets.change_box_set(by=dana, box_set=first, texts=texts, seen=texts_of(first).fingerprint)
    box_sets.install_box_sets()
    assert [one.name for one in BoxSet.objects.all()] == [
        "Our own name",
        "Strengthening Leadership box set",
    ]


def test_a_new_box_set_is_tidied_and_last_in_the_list(dana):
    a_box_set()
    made = box_sets.add_box_set(by=dana, texts=TEXTS)
    assert (made.slug, made.name, made.content_lines) == (
        "winter-box-set",
        "Winter box set",
        ["A guide", "A wall chart"],
    )
    assert (BoxSet.objects.last(), numbers(made)) == (made, (0, 0))
    assert AuditEvent.objects.get(action="box_set.added").target_id == str(made.pk)


@pytest.mark.parametrize("name", ["Winter box set", "WINTER box set"])
def test_two_box_sets_have_two_names(dana, name):
    box_sets.add_box_set(by=dana, texts=TEXTS)
    with pytest.raises(ValidationError) as refusal:
        box_sets.add_box_set(by=dana, texts=replace(TEXTS, name=name))
    assert refusal.value.message_dict == {
        "name": [f"There is a box set called “{name}” already. Choose another name."]
    }


@pytest.mark.parametrize(("name", "slug"), [("New", "new-2"), ("!!!", "box-set")])
def test_an_address_is_never_one_of_ours(dana, name, slug):
    assert box_sets.add_box_set(by=dana, texts=replace(TEXTS, name=name)).slug == slug


def test_names_with_the_same_address_get_a_number(dana):
    names = ("Winter", "Winter!", "Winter?")
    made = [box_sets.add_box_set(by=dana, texts=replace(TEXTS, name=name)) for name in names]
    assert [one.slug for one in made] == ["winter", "winter-2", "winter-3"]


def test_changing_a_box_set_leaves_its_stock_alone(dana):
    box_set = a_box_set(stock=9)
    stale = BoxSet.objects.get(pk=box_set.pk)
    an_authorised_order((box_set, 4), allocate=True)
    texts = replace(TEXTS, collection_id=a_collection().pk, released_on=today())
    box_sets.change_box_set(by=dana, box_set=stale, texts=texts, seen=texts_of(stale).fingerprint)
    assert numbers(box_set) == (9, 4)
    assert (box_set.name, box_set.released_on) == ("Winter box set", today())


def test_who_reads_old_texts_overwrites_nobody(dana):
    box_set = a_box_set()
    seen = texts_of(box_set).fingerprint
    box_sets.change_box_set(by=dana, box_set=box_set, texts=TEXTS, seen=seen)
    with pytest.raises(box_sets.ChangedMeanwhile) as changed:
        box_sets.change_box_set(
            by=dana, box_set=box_set, texts=replace(TEXTS, name="Other"), seen=seen
        )
    assert changed.value.kept.name == "Winter box set"


def test_a_later_release_leaves_what_is_set_aside_and_keeps_the_rest_waiting(dana):
    box_set = a_box_set(stock=4)
    order = an_authorised_order((box_set, 4), allocate=True)
    seen = texts_of(box_set)
    later = replace(seen, released_on=today() + timedelta(days=9))
    box_sets.change_box_set(by=dana, box_set=box_set, texts=later, seen=seen.fingerprint)
    stock.receive_stock(by=dana, box_set=box_set, quantity=9)
    other = an_authorised_order((box_set, 4), allocate=True)
    assert (order.lines.get().allocated, other.lines.get().allocated) == (4, 0)


def test_withdrawing_says_who_is_concerned_and_can_be_undone(dana):
    box_set = a_box_set(stock=4)
    an_authorised_order((box_set, 6), allocate=True)
    organisation, _, leader, _ = an_executive_team()
    an_order(leader, organisation, (box_set, 2))
    found = consequences_of(box_set)
    assert (found.awaiting, found.authorised, found.boxes) == (1, 1, 6)
    for _ in range(2):
        box_sets.withdraw_box_set(by=dana, box_set=box_set)
    box_set.refresh_from_db()
    assert box_set.withdrawn_at is not None
    for _ in range(2):
        box_sets.offer_box_set(by=dana, box_set=box_set)
    box_set.refresh_from_db()
    assert box_set.withdrawn_at is None
    actions = AuditEvent.objects.filter(action__startswith="box_set.").order_by("pk")
    assert [event.action for event in actions] == ["box_set.withdrawn", "box_set.offered"]


def test_only_national_administrators_change_box_sets():
    stranger, box_set = a_person(), a_box_set()
    for press in (
        lambda: box_sets.add_box_set(by=stranger, texts=TEXTS),
        lambda: box_sets.change_box_set(by=stranger, box_set=box_set, texts=TEXTS, seen=""),
        lambda: box_sets.withdraw_box_set(by=stranger, box_set=box_set),
        lambda: box_sets.offer_box_set(by=stranger, box_set=box_set),
    ):
        with pytest.raises(PermissionDenied, match="You may not look after the stock"):
            press()
