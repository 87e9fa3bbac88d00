"""One organisation with everything in it, a second one beside it, and everybody who may look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from accounts import new_account
from accounts.enums import RoleKind
from accounts.models import Eligibility, Organisation, Person, Role
from assessments import services
from assessments.enums import CaptureKind, ReportScope
from assessments.models import Report
from modules.models import EmptySearch, Module, Synonyms
from modules.queries.downloads import address_of
from modules.services.downloads import grant_download
from orders.models import Order
from orders.queries.dispatch import link_to_confirm
from orders.services.dispatching import dispatch_order
from orders.services.notes import make_note
from orders.services.stock import allocate_order
from productive_leader.core import outbox
from productive_leader.core.dates import today
from productive_leader.core.models import Email, OutboxItem
from programmes.enums import MemberKind
from programmes.models import CalendarFeed, Holiday, ProgrammeTemplate
from programmes.queries.feeds import hash_of
from programmes.queries.templates import standing_contents
from programmes.services.templates import save_draft
from programmes.services.waves import record_lesson
from tests.factories import assessments as weeks
from tests.factories import programmes, sessions
from tests.factories.accounts import a_passkey, a_person, a_role
from tests.factories.enquiries import an_enquiry
from tests.factories.modules import a_module, a_version, an_eligibility, give_picture
from tests.factories.orders import a_box_set, an_order
from tests.factories.workshops import a_kept_workshop
from tests.orders.stock_scene import authorise

MONDAY = weeks.MONDAY


@dataclass(frozen=True)
class World:
    """Who is there, and the arguments of the addresses that belong to Dr Alice Ahmed."""

    people: dict[str, Person | None]
    arguments: dict[str, Any]


def build() -> World:
    """Alice leads, Amir keeps her log by a grant, the team's other PA has none."""
    team = weeks.a_team(leaders=1, pas=2, code="RNV")
    organisation = team.programme.organisation
    alice, (amir, ann) = weeks.leaders_of(team)[0], weeks.pas_of(team)
    grant = weeks.a_grant(team, alice, amir)
    baseline = weeks.a_capture(team)
    log = weeks.a_log(baseline, alice)
    weeks.a_logged_day(log, MONDAY, by=amir)
    report = _report(alice, team)
    services.reopen_log(by=alice, log_id=log.pk, reason="One meeting was missing.")
    people: dict[str, Person | None] = {
        "anonymous": None,
        "staff": programmes.make_colleague("Sam Wood", organisation),
        "leader": alice,
        "granted PA": amir,
        "PA": ann,
        "facilitator": team.programme.facilitator,
        "chief executive": team.programme.sponsor,
        "administrator": programmes.make_colleague("Dana Reid", organisation),
        **_elsewhere(),
        "support": a_person("Una Quinn", is_staff=True),
    }
    administrator = people["administrator"]
    assert administrator
    a_role(administrator, None, RoleKind.CATALOGUE_ADMINISTRATOR)
    module = _module(people)
    arguments = {
        "log_id": log.pk,
        "date": MONDAY,
        "grant_id": grant.pk,
        "report_id": report.pk,
        "programme_id": team.programme.pk,
        "team_id": team.pk,
        "new_team": programmes.make_team(team.programme, "Second wave").pk,
        "code": organisation.code,
        "link": new_account.sign(email="nora.ellis@northvale.example"),
        "role": alice.roles.get().pk,
        "passkey": a_passkey(alice).pk,
        "membership_id": team.memberships.get(person=alice).pk,
        "pair_id": team.pairs.get().pk,
        "lesson_id": record_lesson(by=alice, team=team, text="Begin with the diary.").pk,
        "session_id": sessions.a_session(team).pk,
        "action_id": sessions.an_action(team, alice).pk,
        "blocked_id": programmes.make_blocked_dates(team).pk,
        "holiday_id": Holiday.objects.create(day=MONDAY, name="Day of thanks").pk,
        "slug": _template(administrator).slug,
        "key": _calendar_key(alice),
        "module_slug": module.slug,
        "number": 1,
        "workshop_id": a_kept_workshop(alice, module, team).pk,
        "piece_slug": "guide",
        **_address_of_a_file(people["staff"], module),
        "eligibility_id": _eligibility_of(people["staff"]).pk,
        "search_id": EmptySearch.objects.create(words="timekeeper").pk,
        "group_id": Synonyms.objects.create(words="rota, roster").pk,
        "enquiry_id": (enquiry := an_enquiry(key=UUID("27182818-2845-4904-8235-360287471352"))).pk,
        "enquiry_key": enquiry.key,
        "email_id": Email.objects.order_by("queued_at").last().pk,
        **_stock(people),
        "order_number": _order(people).number,
        "cover_id": _cover(organisation).pk,
    }
    return World(people, arguments)


def _module(people: dict[str, Person | None]) -> Module:
    """A published module with its files and a draft; Sam Wood of the staff may have it."""
    sam, alice = people["staff"], people["leader"]
    assert sam
    assert alice
    an_eligibility(sam, alice.roles.get().organisation)
    module = a_module(files=True)
    give_picture(module)
    a_version(module, published=False)
    return module


def _order(people: dict[str, Person | None]) -> Order:
    """What Amir Khan ordered for Dr Alice Ahmed; it waits for authorisation."""
    amir, alice = people["granted PA"], people["leader"]
    assert amir
    assert alice
    organisation = alice.roles.get().organisation
    return an_order(amir, organisation, (a_box_set(), 2), on_behalf_of=alice)


def _cover(organisation: Organisation) -> Role:
    """Of next year; today the chief executive alone decides."""
    return a_role(
        a_person("Olu Ade"),
        organisation,
        RoleKind.ACTING_CHIEF_EXECUTIVE,
        starts_on=today() + timedelta(days=365),
        ends_on=today() + timedelta(days=370),
    )


def _stock(people: dict[str, Person | None]) -> dict[str, Any]:
    """A box set of which Alice's authorised order has some set aside, and waits for the rest."""
    alice, chief = people["leader"], people["chief executive"]
    assert alice
    assert chief
    box_set = a_box_set(stock=2)
    order = an_order(alice, alice.roles.get().organisation, (box_set, 5))
    authorise(order, chief)
    with transaction.atomic():
        allocate_order(order)
    line = order.lines.get()
    return {"box_set_slug": box_set.slug, "line_id": line.pk, **_parcel(people, order, line.pk)}


def _parcel(people: dict[str, Person | None], order: Order, line_id: int) -> dict[str, Any]:
    """One of the boxes is on its way, with its paper."""
    by = people["administrator"]
    assert by
    parcel = dispatch_order(by=by, order=order, quantities={line_id: 1}, form_key=uuid4())
    make_note(parcel.pk)
    return {
        "sent_number": order.number,
        "dispatch_number": parcel.number,
        "delivery_token": link_to_confirm(parcel, "buyer").rstrip("/").rpartition("/")[2],
    }


def _eligibility_of(person: Person | None) -> Eligibility:
    assert person
    return person.eligibilities.get()


def _address_of_a_file(person: Person | None, module: Module) -> dict[str, str]:
    """What the address of a download is made of."""
    assert person
    assert module.published
    grant = grant_download(by=person, version=module.published, piece=None)
    _, _, token, name = address_of(grant).split("/")
    return {"token": token, "name": name}


def _template(by: Person) -> ProgrammeTemplate:
    """A published template with a draft of its next version."""
    template = sessions.a_template().template
    contents = standing_contents(template)
    save_draft(by=by, template=template, contents=contents, seen=contents.fingerprint)
    return template


def _calendar_key(person: Person) -> str:
    """The secret in the address of a person's calendar, of digits so that tests can spoil it."""
    key = "2718281828459045"
    CalendarFeed.objects.create(person=person, key_hash=hash_of(key))
    return key


def _elsewhere() -> dict[str, Person | None]:
    """The same people at a second organisation, with a week of their own."""
    team = weeks.a_team(leaders=1, pas=1, code="RSF")
    weeks.a_grant(team)
    weeks.a_capture(team)
    return {
        "other leader": weeks.leaders_of(team)[0],
        "other PA": weeks.pas_of(team)[0],
        "other facilitator": team.programme.facilitator,
        "other chief executive": team.programme.sponsor,
    }


def _report(person: Person, team: Any) -> Report:
    """A personal result that is done; its figures are what the worker would have written."""
    repeat = weeks.a_capture(team, CaptureKind.REPEAT)
    for capture in (team.captures.get(kind=CaptureKind.BASELINE), repeat):
        weeks.a_locked_week(weeks.a_log(capture, person))
    report = services.ask_for_report(
        by=person, scope=ReportScope.PERSON, team=team, kind=MemberKind.LEADER, subject=person
    )
    for item in OutboxItem.objects.filter(task__contains="report"):
        outbox.run_item(item.pk)
    report.refresh_from_db()
    assert report.state == "done", report.reason
    return report
