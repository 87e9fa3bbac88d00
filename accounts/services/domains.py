"""Which mail domains are an organisation's own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.mail_domains import NotADomain, cleaned_domain
from accounts.models import Eligibility, Organisation, OrganisationDomain, Person
from accounts.permissions import require_national
from accounts.queries.organisations import is_closed
from accounts.services.eligibility import recheck_eligibility
from accounts.services.recording import record
from productive_leader.core import outbox
from productive_leader.core.permissions import Permission

RECHECK = "accounts.recheck_organisation"


@transaction.atomic
def register_domain(*, by: Person, organisation: Organisation, domain: str) -> OrganisationDomain:
    """From now on an address under this domain proves that somebody works there.

    Whoever waits with such an address is let in at once. Raises ValidationError with a sentence
    for what is no domain, is of many organisations, or is registered here already.
    """
    require_national(by, Permission.DECIDE_ELIGIBILITY)
    here = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if is_closed(here):
        raise ValidationError(f"{here} has closed. Register the domain with its successor.")
    try:
        row = OrganisationDomain(organisation=here, domain=cleaned_domain(domain), added_by=by)
    except NotADomain as problem:
        raise ValidationError({"domain": str(problem)}) from None
    if here.domains.filter(domain=row.domain).exists():
        raise ValidationError({"domain": f"{row.domain} is registered here already."})
    row.full_clean()
    row.save()
    record(by, "organisation.domain_added", here, here, domain_id=row.pk)
    _let_in(here)
    return row


def _let_in(organisation: Organisation) -> None:
    waiting = Eligibility.objects.waiting().filter(organisation=organisation)
    for person in Person.objects.filter(pk__in=waiting.values("person")).order_by("pk"):
        recheck_eligibility(person)


@transaction.atomic
def remove_domain(*, by: Person, domain: OrganisationDomain) -> OrganisationDomain:
    """From now on it proves nothing. What rests on it is good no longer at once; a job tells those
    people, or finds what else proves where they work.
    """
    require_national(by, Permission.DECIDE_ELIGIBILITY)
    here = Organisation.objects.select_for_update(no_key=True).get(pk=domain.organisation_id)
    record(by, "organisation.domain_removed", here, here, domain_id=domain.pk)
    domain.delete()
    outbox.enqueue(RECHECK, payload={"organisation_id": here.pk})
    return domain
