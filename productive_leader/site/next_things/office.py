"""What the national administrators look after, and who waits for them or for a facilitator."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from accounts.enums import RoleKind
from productive_leader.core.words import counted
from productive_leader.site.next_things.things import NextThing
from productive_leader.site.queries.office import Waiting, asked_at, office_waiting
from productive_leader.site.queries.standing import Standing


def office_things(waiting: Waiting) -> list[NextThing]:
    """Every page of the office, with how many wait there."""
    return [*_of_the_catalogue(waiting), *_of_orders(waiting), *_of_programmes()]


def _of_the_catalogue(waiting: Waiting) -> list[NextThing]:
    return [
        NextThing(
            "Modules",
            "Write, publish and withdraw what the catalogue offers.",
            reverse("office_modules"),
            tag=_counted(waiting.reviews, "to look at again", "to look at again")
            or _counted(waiting.drafts, "draft", "drafts"),
        ),
        NextThing(
            "Eligibility",
            "Who may download, where an address alone does not say.",
            reverse("eligibilities"),
            tag=_counted(waiting.eligibilities, "to decide", "to decide"),
            colour="yellow",
        ),
        NextThing(
            "Enquiries",
            "What people outside ask, and what was answered.",
            reverse("enquiries"),
            tag=_counted(waiting.enquiries, "to answer", "to answer"),
            colour="yellow",
        ),
        NextThing(
            "Downloads",
            "How often each module was taken, and by which organisations.",
            reverse("download_figures"),
        ),
        NextThing(
            "Searches",
            "What people looked for in vain, and words that find each other.",
            reverse("searches"),
            tag=_counted(waiting.searches, "found nothing", "found nothing"),
        ),
    ]


def _of_orders(waiting: Waiting) -> list[NextThing]:
    return [
        NextThing(
            "Orders to authorise",
            "Which wait for a chief executive, since when, and who was asked.",
            reverse("orders_to_authorise"),
            tag=_counted(waiting.to_authorise, "waiting", "waiting"),
        ),
        NextThing(
            "Stock",
            "Box sets, what there is of each, who gets the next ones.",
            reverse("stock"),
            tag=_counted(waiting.to_give, "box to give", "boxes to give"),
            colour="yellow",
        ),
        NextThing(
            "Orders to send",
            "What is set aside and not sent yet, the most urgent first.",
            reverse("orders_to_dispatch"),
            tag=_counted(waiting.to_send, "to send", "to send"),
            colour="yellow",
        ),
        NextThing(
            "Late deliveries",
            "What was promised for a day that has passed, and how many promises are kept.",
            reverse("orders_overdue"),
            tag=_counted(waiting.overdue, "late", "late"),
            colour="red",
        ),
        NextThing(
            "Register of orders",
            "All orders, as a list and as a spreadsheet.",
            reverse("order_register"),
        ),
    ]


def _of_programmes() -> list[NextThing]:
    return [
        NextThing(
            "Templates",
            "What programmes are made from: sessions, agendas, what is asked of each role.",
            reverse("templates"),
        ),
        NextThing(
            "Days without sessions",
            "Days on which no session is proposed, beside the bank holidays.",
            reverse("holidays"),
        ),
    ]


def for_administrators(standing: Standing) -> Iterator[NextThing]:
    """One card for the office, with what waits in it."""
    if standing.is_national:
        waiting = office_waiting()
        yield NextThing(
            "The office",
            "Modules, eligibility, enquiries, downloads, orders, stock and templates.",
            reverse("office"),
            tag=waiting.in_words,
            colour="yellow",
        )


def for_facilitators(standing: Standing) -> Iterator[NextThing]:
    """Colleagues who wait to hear whether they may download."""
    if RoleKind.FACILITATOR not in standing.roles or not standing.organisation_code:
        return
    if asked := asked_at(standing.organisation_code):
        waits = "A colleague waits" if asked == 1 else f"{asked} colleagues wait"
        yield NextThing(
            "Decide who may download",
            f"{waits} to hear whether the modules are for them.",
            reverse("organisation_eligibilities", args=[standing.organisation_code]),
            tag=f"{asked} to decide",
            colour="yellow",
        )


def _counted(number: int, one: str, many: str) -> str:
    return counted(number, one, many) if number else ""
