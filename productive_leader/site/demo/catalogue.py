"""The catalogue of the demo: who may download, who did, what is newer, who asked."""

from __future__ import annotations

import uuid

from django.db import transaction

from accounts.enums import EligibleRole
from accounts.models import Person
from accounts.services import add_person, ask_for_eligibility, register_domain
from modules.enums import Nation, Topic
from modules.models import Module, Version
from modules.queries.drafts import contents_of, paper_of
from modules.services.downloads import grant_download
from modules.services.drafts import begin_draft
from modules.services.enquiries import send_enquiry
from modules.services.pieces import Written, save_piece
from modules.services.publishing import publish_version
from modules.services.renditions import make_files
from modules.services.searching import record_empty_search
from productive_leader.site.demo.people import DOMAINS, NORTHVALE
from productive_leader.site.demo.teams import Cast

RENEWED = "meetings-that-earn-their-time"
LOOKED_FOR = ("flu vaccination", "uniform", "uniform")
WHAT_IS_NEW = "The worksheet has a column for who decides, which two teams had missed."
LET_IN = (
    ("Sam Wood", EligibleRole.STAFF, "Service manager"),
    ("Cheryl Grant", EligibleRole.EXECUTIVE, "Chief executive"),
    ("Bob Lane", EligibleRole.STAFF, "Improvement lead"),
)
PRIYA = "priya.nair@agency.example"
NEW_LINE = "\nWho decides this, if the meeting does not?\n\n___\n"


def open_catalogue(northvale: Cast) -> None:
    """Northvale has registered its domain, which lets three of its people in; Priya Nair waits."""
    dana = northvale.people["Dana Reid"]
    here = northvale.organisation
    register_domain(by=dana, organisation=here, domain=DOMAINS[NORTHVALE])
    for name, role, job_title in LET_IN:
        ask_for_eligibility(
            by=northvale.people[name], organisation=here, role=role, job_title=job_title
        )
    priya = add_person(by=None, organisation=here, name="Priya Nair", email=PRIYA)
    ask_for_eligibility(
        by=priya,
        organisation=here,
        role=EligibleRole.STAFF,
        job_title="Locum consultant",
        note="I have an honorary contract and no address of the trust.",
    )
    for words in LOOKED_FOR:
        record_empty_search(words)
    _enquire()


def _enquire() -> None:
    send_enquiry(
        form_key=uuid.uuid4(),
        person=None,
        name="Morag Sinclair",
        email="morag.sinclair@highlands.example",
        organisation="A health board in Scotland",
        nation=Nation.SCOTLAND,
        topic=Topic.MODULES,
        text="We would like to try the module on meetings with two teams. May we?",
    )


def renew_a_module(northvale: Cast) -> None:
    """Sam Wood has version 1 of a module; then Dana Reid publishes version 2 of it."""
    module = Module.objects.get(slug=RENEWED)
    first = Version.objects.get(module=module, number=1)
    make_files(version_id=first.pk)
    first.refresh_from_db()
    with transaction.atomic():
        grant_download(by=northvale.people["Sam Wood"], version=first, piece=None)
        _second_edition(northvale.people["Dana Reid"], module)


def _second_edition(dana: Person, module: Module) -> None:
    draft = begin_draft(by=dana, module=module)
    sheet = draft.pieces.get(slug="worksheet")
    written = Written(sheet.kind, sheet.title, sheet.body + NEW_LINE)
    save_piece(by=dana, piece=sheet, written=written, seen=paper_of(sheet).fingerprint)
    publish_version(by=dana, module=module, seen=contents_of(draft).fingerprint, notes=WHAT_IS_NEW)
