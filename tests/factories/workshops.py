"""Board workshops and the modules they are made of, each in one call."""

from __future__ import annotations

import uuid
from typing import Any

from accounts.models import Organisation, Person
from modules.enums import PieceKind
from modules.models import Collection, Module
from productive_leader.core import outbox
from productive_leader.core.models import OutboxItem
from programmes.enums import PrintState
from programmes.models import Printout, Team, Workshop
from programmes.services.printouts import TASK
from programmes.services.workshops import make_workshop
from tests.factories.modules import a_collection, a_file, a_module, an_eligibility
from tests.factories.programmes import make_colleague, make_organisation

BOARD_PAPERS = (
    PieceKind.GUIDE,
    PieceKind.SESSION_PLAN,
    PieceKind.PRE_READ,
    PieceKind.QUESTIONS,
    PieceKind.CASE_STUDY,
    PieceKind.EVIDENCE,
    PieceKind.WORKSHEET,
)
BOARD_NAMES = (
    "Commitment and purpose",
    "Conditions for new ideas",
    "Accountability for adoption",
)


def for_boards() -> Collection:
    return a_collection("Strengthening Leadership", is_for_boards=True, position=2)


def a_board_module(name: str = "Commitment and purpose", **fields: Any) -> Module:
    """With all seven papers; three parts of 20, 60 and 10 minutes unless told otherwise."""
    defaults = {"collection": for_boards(), "kinds": BOARD_PAPERS, "preparation_minutes": 30}
    return a_module(name, **(defaults | fields))


def board_modules() -> list[Module]:
    return [a_board_module(name) for name in BOARD_NAMES]


def a_secretary(organisation: Organisation | None = None, name: str = "Grace Obi") -> Person:
    """A board secretary, staff of her organisation, to whom the catalogue is open."""
    organisation = organisation or make_organisation()
    person = make_colleague(name, organisation)
    an_eligibility(person, organisation)
    return person


def a_workshop(owner: Person, modules: list[Module] | None = None, **fields: Any) -> Workshop:
    """As one press makes it; by default of one board module."""
    return make_workshop(
        by=owner, form_key=uuid.uuid4(), modules=modules or [a_board_module()], **fields
    )


def a_kept_workshop(owner: Person, module: Module, team: Team) -> Workshop:
    """As it is kept long after it was made, whoever may have the module today; with its PDF."""
    workshop = Workshop.objects.create(owner=owner, team=team, title=f"Board workshop: {module}")
    workshop.modules.create(position=1, version=module.published)
    Printout.objects.create(workshop=workshop, state=PrintState.DONE, step=2, file=a_file())
    return workshop


def printed(workshop: Workshop) -> Workshop:
    """As the worker leaves it."""
    for item in OutboxItem.objects.filter(task=TASK, payload__workshop_id=workshop.pk):
        outbox.run_item(item.pk)
    workshop.refresh_from_db()
    return workshop
