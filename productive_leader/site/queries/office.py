"""What waits for the national administrators, across the rooms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.enums import EligibilityState
from accounts.models import Eligibility
from modules.enums import EnquiryState
from modules.models import EmptySearch, Enquiry, Module
from modules.queries.office import due_for_review
from orders.enums import OrderState
from orders.models import Order
from orders.queries.dispatch import orders_to_send, overdue_lines
from orders.queries.queue import boxes_to_give
from productive_leader.core.words import counted


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of each wait for somebody in the office."""

    eligibilities: int
    enquiries: int
    reviews: int
    searches: int
    modules: int
    drafts: int
    to_authorise: int
    to_give: int
    to_send: int
    overdue: int

    @property
    def in_words(self) -> str:
        """What is to be done, "2 to decide, 1 enquiry"; empty when nothing waits."""
        parts = (
            (self.eligibilities, "to decide", "to decide"),
            (self.enquiries, "enquiry to answer", "enquiries to answer"),
            (self.reviews, "module to look at again", "modules to look at again"),
            (self.to_give, "box to give", "boxes to give"),
            (self.to_send, "order to send", "orders to send"),
            (self.overdue, "box set late", "box sets late"),
        )
        return ", ".join(counted(n, one, many) for n, one, many in parts if n)


def asked_at(code: str) -> int:
    """How many people of an organisation wait for a decision."""
    waiting = Eligibility.objects.live().filter(state=EligibilityState.ASKED)
    return waiting.filter(organisation__code=code).count()


def office_waiting() -> Waiting:
    """Eight queries."""
    of_modules = Module.objects.aggregate(
        listed=Count("pk", filter=Q(published__isnull=False, withdrawn_at=None), distinct=True),
        due=Count("pk", filter=due_for_review(), distinct=True),
        drafts=Count("pk", filter=Q(versions__number=None), distinct=True),
    )
    return Waiting(
        eligibilities=Eligibility.objects.live().filter(state=EligibilityState.ASKED).count(),
        enquiries=Enquiry.objects.filter(state=EnquiryState.OPEN).count(),
        reviews=of_modules["due"],
        searches=EmptySearch.objects.filter(settled_at=None).count(),
        modules=of_modules["listed"],
        drafts=of_modules["drafts"],
        to_authorise=Order.objects.filter(state=OrderState.AWAITING).count(),
        to_give=boxes_to_give(),
        to_send=orders_to_send().count(),
        overdue=overdue_lines().count(),
    )
