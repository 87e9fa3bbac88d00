import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from modules.models import Module
from productive_leader.core.dates import format_date, today
from productive_leader.core.models import AuditEvent
from programmes.models import Pair, ProgrammeModule, Workshop, WorkshopModule
from programmes.permissions import workshops_changed_by, workshops_seen_by
from programmes.queries.workshops import (
    groups_for,
    shown,
    taken_by,
    title_for,
)
from programmes.services.workshops import (
    change_workshop,
    give_to_team,
    make_workshop,
    move_module,
    use_newer_version,
)
from tests.factories.modules import a_module, a_version
from tests.factories.programmes import make_colleague, make_pair, make_team
from tests.factories.workshops import (
    BOARD_NAMES,
    a_board_module,
    a_secretary,
    a_workshop,
    board_modules,
)
from tests.programmes.workshops import made_eligible, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    pair: Pair = make_pair(make_team())
    return pair


@pytest.fixture
def workshop(pair: Pair) -> Workshop:
    """Of Amir the PA, looked after by his team."""
    return a_workshop(made_eligible(pair.pa), team=pair.team)


def versions_of(workshop: Workshop) -> list[tuple[str, int | None]]:
    return [
        (one.version.name, one.version.number)
        for one in workshop.modules.select_related("version").order_by("position")
    ]


def withdrawn(module: Module, reason: str = "It is out of date.") -> None:
    Module.objects.filter(pk=module.pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason=reason
    )
    module.refresh_from_db()


# Putting one together


def test_a_workshop_has_its_modules_in_their_versions_of_that_moment():
    modules = board_modules()
    versions = [module.published_id for module in modules]
    made = a_workshop(a_secretary(), modules)
    a_version(modules[0])
    assert versions_of(made) == [(name, 1) for name in BOARD_NAMES]
    assert made.title == (
        "Board workshop: Commitment and purpose, Conditions for new ideas and "
        "Accountability for adoption"
    )
    event = AuditEvent.objects.get(action="workshop.made")
    assert event.detail == {"versions": versions}


def test_a_long_list_of_names_makes_a_short_title():
    assert title_for(["A" * 60, "B" * 60, "C"]) == f"Board workshop: {'A' * 60} and 2 more"


def test_a_double_press_makes_one():
    secretary, module, key = a_secretary(), a_board_module(), uuid.uuid4()
    said = {"by": secretary, "form_key": key, "modules": [module]}
    assert make_workshop(**said) == make_workshop(**said | {"title": "Another"})
    assert Workshop.objects.count() == 1
    with refused(top="Something is missing from this page. Load it again, then choose once more."):
        make_workshop(**said | {"by": a_secretary(name="Tom Price")})


def test_nothing_ticked_too_many_and_too_long_each_say_so():
    secretary = a_secretary()
    with refused(modules="Tick at least one module."):
        make_workshop(by=secretary, form_key=uuid.uuid4(), modules=[])
    with refused(modules="A workshop has room for 6 modules; you ticked 7. Untick some."):
        a_workshop(secretary, [a_board_module(f"Module {number}") for number in range(7)])
    with refused(title="Shorten the title to 120 characters; it has 121."):
        a_workshop(secretary, title="x" * 121)
    assert Workshop.objects.count() == 0


def test_a_module_withdrawn_meanwhile_says_when_and_why():
    module = a_board_module()
    withdrawn(module)
    when = format_date(today())
    sentence = f"“Commitment and purpose” was withdrawn on {when}: It is out of date."
    with refused(modules=sentence):
        a_workshop(a_secretary(), [module])


def test_a_module_that_is_not_open_is_refused(pair: Pair):
    module, draft = a_board_module(), a_board_module("Conditions for new ideas", published=False)
    sentence = "“Commitment and purpose” is not open to you yet. Its page says how it can be."
    with refused(modules=sentence):
        a_workshop(pair.leader, [module])
    with refused(modules="“Conditions for new ideas” is not in the catalogue."):
        a_workshop(a_secretary(), [draft])


def test_a_day_in_the_past_is_taken_and_one_that_cannot_be_meant_is_not():
    secretary = a_secretary()
    made = a_workshop(secretary, held_on=dt.date(2019, 5, 7))
    assert made.held_on == dt.date(2019, 5, 7)
    with refused(held_on="Choose a day from 2000 on."):
        a_workshop(secretary, held_on=dt.date(1999, 12, 31))
    far = dt.date(today().year + 4, 3, 2)
    with refused(held_on=f"{format_date(far)} is more than 3 years away. Check the year."):
        a_workshop(secretary, held_on=far)


def test_with_a_team_a_pack_has_the_versions_of_its_programme(pair: Pair):
    module, other = a_board_module(), a_board_module("Conditions for new ideas")
    pinned = module.published
    ProgrammeModule.objects.create(programme=pair.team.programme, module=module, version=pinned)
    a_version(module)
    a_version(other)
    module.refresh_from_db()
    made_eligible(pair.leader)
    assert versions_of(a_workshop(pair.leader, [module, other], team=pair.team)) == [
        ("Commitment and purpose", 1),
        ("Conditions for new ideas", 2),
    ]
    assert versions_of(a_workshop(pair.leader, [module])) == [("Commitment and purpose", 2)]


def test_who_takes_part_in_a_programme_may_use_its_modules_and_no_others(pair: Pair):
    module, _ = a_board_module(), a_board_module("Conditions for new ideas")
    ProgrammeModule.objects.create(
        programme=pair.team.programme, module=module, version=module.published
    )
    a_version(module)  # is not open to them
    chosen = [
        (one.module.name, one.version.number if one.version else None)
        for group in groups_for(pair.pa)
        for one in group.choices
    ]
    assert chosen == [("Commitment and purpose", 1), ("Conditions for new ideas", None)]
    assert versions_of(a_workshop(pair.pa, [module])) == [("Commitment and purpose", 1)]


def test_collections_for_boards_come_first():
    a_module("Email under control")
    a_board_module()
    withdrawn(a_board_module("Gone"))
    assert [
        (group.name, [one.name for one in group.choices]) for group in groups_for(a_secretary())
    ] == [
        ("Strengthening Leadership", ["Commitment and purpose"]),
        ("The Productive Leader", ["Email under control"]),
    ]


def test_a_team_of_somebody_else_is_refused(pair: Pair):
    sentence = f"You are not in {pair.team}, or its programme is closed. Choose another team."
    with refused(team=sentence):
        a_workshop(a_secretary(), team=pair.team)


# Who sees it and who may change it


def test_its_owner_and_those_who_see_its_team_see_it(workshop: Workshop, pair: Pair):
    programme = pair.team.programme
    stranger = make_colleague("Sam Wood", programme.organisation)
    for person in (pair.pa, pair.leader, programme.facilitator):
        assert list(workshops_seen_by(person)) == [workshop]
    assert list(workshops_seen_by(stranger)) == []
    elsewhere = make_pair(make_team())
    assert list(workshops_seen_by(elsewhere.leader)) == []
    assert [
        workshops_changed_by(person).exists()
        for person in (pair.pa, programme.facilitator, pair.leader, elsewhere.leader)
    ] == [True, True, False, False]


def test_without_a_team_it_is_the_owners_alone():
    secretary = a_secretary()
    made = a_workshop(secretary)
    assert list(workshops_seen_by(secretary)) == [made]
    assert list(workshops_seen_by(a_secretary(name="Tom Price"))) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda by, one: move_module(by=by, workshop=one, version=first(one), up=True),
        lambda by, one: use_newer_version(by=by, workshop=one, version=first(one)),
        lambda by, one: give_to_team(by=by, workshop=one, team=one.team),
        lambda by, one: change_workshop(
            by=by, workshop=one, title="", held_on=None, starts_at=None, team=None
        ),
    ],
)
def test_a_member_who_did_not_make_it_changes_nothing(change, workshop: Workshop, pair: Pair):
    with pytest.raises(PermissionDenied, match="You may not change this workshop"):
        change(pair.leader, workshop)


def first(workshop: Workshop):
    return workshop.modules.order_by("position").first().version


# Changing it


def test_a_module_moves_up_and_down_and_stays_at_the_ends():
    secretary = a_secretary()
    one, two, three = board_modules()
    made = a_workshop(secretary, [one, two, three])
    moved = {"by": secretary, "workshop": made}
    move_module(**moved, version=three.published, up=True)
    move_module(**moved, version=one.published, up=True)
    move_module(**moved, version=two.published, up=False)
    assert versions_of(made) == [(one.name, 1), (three.name, 1), (two.name, 1)]
    move_module(**moved, version=one.published, up=False)
    assert versions_of(made) == [(three.name, 1), (one.name, 1), (two.name, 1)]
    with refused(top="The pack changed meanwhile. Look at it as it is now."):
        move_module(**moved, version=a_board_module("Other").published, up=True)


def test_the_newer_version_is_offered_and_taken():
    secretary, module = a_secretary(), a_board_module()
    made = a_workshop(secretary, [module])
    old = module.published
    assert taken_by(shown(made).pack)[0].newer is None
    newer = a_version(module)
    assert taken_by(shown(made).pack)[0].newer == newer
    assert use_newer_version(by=secretary, workshop=made, version=old) == newer
    assert versions_of(made) == [("Commitment and purpose", 2)]
    assert use_newer_version(by=secretary, workshop=made, version=newer) == newer


def test_a_newer_version_that_is_closed_or_withdrawn_is_not_taken(pair: Pair):
    module = a_board_module()
    old = module.published
    ProgrammeModule.objects.create(programme=pair.team.programme, module=module, version=old)
    made = a_workshop(pair.pa, [module])
    a_version(module)
    sentence = "“Commitment and purpose” is not open to you yet. Its page says how it can be."
    with refused(top=sentence):
        use_newer_version(by=pair.pa, workshop=made, version=old)
    withdrawn(module)
    one = taken_by(shown(made).pack)[0]
    assert (one.newer, one.withdrawn) == (None, "It is out of date.")
    with refused(
        top=f"“Commitment and purpose” was withdrawn on {format_date(today())}: It is out of date."
    ):
        use_newer_version(by=pair.pa, workshop=made, version=old)


def test_title_day_time_and_team_are_changed(pair: Pair):
    made = a_workshop(made_eligible(pair.pa))
    said = {"title": " Our  board ", "held_on": today(), "starts_at": dt.time(13)}
    changed = change_workshop(by=pair.pa, workshop=made, team=pair.team, **said)
    assert (changed.title, changed.held_on, changed.starts_at, changed.team) == (
        "Our board",
        today(),
        dt.time(13),
        pair.team,
    )
    assert shown(changed).clock == "1pm to 2:30pm"
    assert change_workshop(
        by=pair.pa, workshop=made, team=None, **said | {"title": ""}
    ).title == "Our board"  # fmt: skip


# What the database refuses


def broken(constraint: str):
    return pytest.raises(IntegrityError, match=constraint)


def test_a_place_in_a_workshop_is_used_once(workshop: Workshop):
    other = a_board_module("Other").published
    with broken("workshop_position_is_used_once"), transaction.atomic():
        WorkshopModule.objects.create(workshop=workshop, position=1, version=other)


def test_a_workshop_has_each_module_once(workshop: Workshop):
    with broken("workshop_has_a_module_once"), transaction.atomic():
        WorkshopModule.objects.create(workshop=workshop, position=2, version=first(workshop))


def test_a_programme_has_one_version_of_a_module(pair: Pair):
    module = a_board_module()
    pin = {"programme": pair.team.programme, "module": module}
    ProgrammeModule.objects.create(**pin, version=module.published)
    with broken("programme_has_one_version_of_a_module"), transaction.atomic():
        ProgrammeModule.objects.create(**pin, version=a_version(module))
