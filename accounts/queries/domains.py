"""Reads: an organisation's mail domains, who else has them, and how many decisions rest on them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from accounts.enums import Evidence
from accounts.models import Eligibility, Organisation, OrganisationDomain


def domains_shown(organisation: Organisation) -> QuerySet[OrganisationDomain]:
    """Each with `people`, how many have the modules by it, and `is_shared` with others."""
    others = OrganisationDomain.objects.exclude(organisation=OuterRef("organisation"))
    return organisation.domains.select_related("added_by").annotate(
        people=Coalesce(Subquery(_resting()), 0),
        is_shared=Exists(others.filter(domain=OuterRef("domain"))),
    )


def _resting() -> QuerySet[Any, Any]:
    """How many decisions rest on the domain outside."""
    ends = [Concat(Value(sign), OuterRef("domain")) for sign in "@."]
    under = Q(address__endswith=ends[0]) | Q(address__endswith=ends[1])
    here = Eligibility.objects.valid().filter(
        under, organisation=OuterRef("organisation"), evidence=Evidence.DOMAIN
    )
    return here.order_by().values("organisation").annotate(people=Count("pk")).values("people")
