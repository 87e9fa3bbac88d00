"""Whether somebody may have the modules, and the mail domains that prove it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.enums import (
    BROAD_MAIL_DOMAINS,
    SHARED_MAIL_DOMAINS,
    EligibilityState,
    EligibleRole,
    Evidence,
    Trouble,
)
from accounts.models.organisations import Organisation
from accounts.models.people import Person, Role
from productive_leader.core.dates import today


class DomainQuerySet(models.QuerySet["OrganisationDomain"]):
    def covering(self, address: str | models.F) -> DomainQuerySet:
        """Those an address lies under: x@ward.northvale.nhs.uk lies under northvale.nhs.uk.

        What stands before the domain is a dot or the @, so that no look-alike passes.
        """
        text = address if isinstance(address, models.F) else Value(address)
        wrapped = models.ExpressionWrapper(text, output_field=models.CharField())
        return self.alias(address=wrapped).filter(
            Q(address__endswith=Concat(Value("@"), "domain"))
            | Q(address__endswith=Concat(Value("."), "domain"))
        )


class OrganisationDomain(models.Model):
    """A mail domain that is the organisation's own, such as northvale.nhs.uk.

    An address verified under it proves where somebody works; two organisations may share one.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=120)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = DomainQuerySet.as_manager()

    class Meta:
        ordering = ("domain",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                "organisation",
                "domain",
                name="organisation_registers_a_domain_once",
                violation_error_message="This domain is registered already.",
            ),
            models.CheckConstraint(
                condition=Q(domain__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"),
                name="mail_domain_is_written_as_one",
                violation_error_message="A domain looks like northvale.nhs.uk, without an @.",
            ),
            models.CheckConstraint(
                condition=~Q(domain__in=sorted(SHARED_MAIL_DOMAINS)),
                name="shared_mail_domain_proves_no_organisation",
                violation_error_message="People of many organisations have addresses there, "
                "so it proves nothing.",
            ),
            models.CheckConstraint(
                condition=~Q(domain__in=sorted(BROAD_MAIL_DOMAINS)),
                name="broad_mail_domain_proves_no_organisation",
                violation_error_message="Many organisations have their domains beneath it, "
                "so it proves nothing.",
            ),
        ]

    class Privacy:
        subject = "added_by"
        personal: ClassVar[dict[str, str]] = {"added_by": "export+keep"}
        plain = ("id", "organisation", "domain", "added_at")

    def __str__(self) -> str:
        return self.domain


class EligibilityQuerySet(models.QuerySet["Eligibility"]):
    def live(self) -> EligibilityQuerySet:
        """The latest of each person: not replaced and not lapsed."""
        return self.filter(ended_at=None)

    def waiting(self) -> EligibilityQuerySet:
        """Live questions that nothing has overtaken since."""
        return (
            self.live()
            .alias(trouble=_trouble(today()))
            .filter(state=EligibilityState.ASKED, trouble="")
        )

    def valid(self, on: date | None = None) -> EligibilityQuerySet:
        """Granted, in its time, and nothing has changed since; also while it is asked anew."""
        day = on or today()
        return (
            self.live()
            .alias(trouble=_trouble(day))
            .filter(
                state__in=(EligibilityState.GRANTED, EligibilityState.ASKED),
                valid_until__gte=day,
                trouble="",
            )
        )

    def overtaken(self) -> EligibilityQuerySet:
        """Live questions and yeses that something has overtaken, so that they are to lapse."""
        standing = self.live().exclude(state=EligibilityState.REFUSED)
        return standing.alias(trouble=_trouble(today())).exclude(trouble="")

    def with_trouble(self, on: date | None = None) -> EligibilityQuerySet:
        """`trouble`: what has changed since a row was written, as a Trouble; "" if nothing has."""
        return self.annotate(trouble=_trouble(on or today()))


def _trouble(day: date) -> Case:
    """The first of the troubles of a row on that day."""
    roles = Role.objects.current(day).given_by_others()
    held = roles.filter(person=OuterRef("person"), organisation=OuterRef("organisation"))
    own = OrganisationDomain.objects.filter(organisation=OuterRef("organisation")).covering(
        OuterRef("address")
    )
    found = {
        Trouble.ACCOUNT: Q(person__is_active=False),
        Trouble.ADDRESS: ~Q(address=F("person__email")),
        Trouble.ORGANISATION: Q(organisation__closed_on__lte=day),
        Trouble.ROLE: Q(evidence=Evidence.ROLE) & ~Exists(held),
        Trouble.DOMAIN: Q(evidence=Evidence.DOMAIN) & ~Exists(own),
        Trouble.TIME: Q(state=EligibilityState.GRANTED, valid_until__lt=day),
    }
    whens = [When(condition, then=Value(trouble.value)) for trouble, condition in found.items()]
    return Case(*whens, default=Value(""), output_field=models.CharField())


class Eligibility(models.Model):
    """Whether a person may have the modules: one dated decision with what it rests on.

    `address` is the one it was asked with; `note` is what the person wrote, `reason` what they
    are told. A new question ends the row before it; a change of address or organisation lapses it.
    Asked anew in its time, the question keeps `evidence` and `valid_until` of the row before it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="eligibilities")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="eligibilities")
    role = models.CharField(max_length=20, choices=EligibleRole.choices)
    job_title = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=400, blank=True)
    address = models.EmailField()
    state = models.CharField(
        max_length=10, choices=EligibilityState.choices, default=EligibilityState.ASKED
    )
    evidence = models.CharField(max_length=10, choices=Evidence.choices, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EligibilityQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at",)
        verbose_name_plural = "eligibilities"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "person", condition=Q(ended_at=None), name="person_has_one_live_eligibility"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EligibilityState.values) & Q(role__in=EligibleRole.values),
                name="eligibility_state_and_role_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state=EligibilityState.ASKED, decided_at=None)
                | (~Q(state=EligibilityState.ASKED) & Q(decided_at__isnull=False)),
                name="decided_eligibility_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=EligibilityState.GRANTED)
                | (Q(evidence__in=Evidence.values) & Q(valid_until__isnull=False)),
                name="granted_eligibility_says_why_and_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(EligibilityState.REFUSED, EligibilityState.LAPSED))
                | ~Q(reason=""),
                name="refused_or_lapsed_eligibility_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=EligibilityState.LAPSED) | Q(ended_at__isnull=False),
                name="lapsed_eligibility_has_ended",
            ),
        ]

    class Privacy:
        subject = "person"
        personal: ClassVar[dict[str, str]] = {
            "person": "export+keep",
            "organisation": "export+keep",
            "role": "export+keep",
            "job_title": "export+erase",
            "note": "export+erase",
            "address": "export+erase",
            "state": "export+keep",
            "reason": "export+keep",
            "asked_at": "export+keep",
            "decided_at": "export+keep",
            "valid_until": "export+keep",
        }
        plain = ("id", "evidence", "decided_by", "ended_at")

    def __str__(self) -> str:
        return f"{self.person}: {self.get_state_display()}"

    @property
    def part(self) -> str:
        """What the person is there: "Member of staff"."""
        return EligibleRole(self.role).of_somebody
