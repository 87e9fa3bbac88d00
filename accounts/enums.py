"""Choices of the accounts room."""

from django.db.models import TextChoices


class RoleKind(TextChoices):
    """What a person is in an organisation, for a dated while."""

    LEADER = "leader", "Leader"
    PA = "pa", "PA"
    FACILITATOR = "facilitator", "Facilitator"
    CHIEF_EXECUTIVE = "chief_executive", "Chief executive"
    ACTING_CHIEF_EXECUTIVE = "acting_chief_executive", "Acting chief executive"
    STAFF = "staff", "Member of staff"
    CATALOGUE_ADMINISTRATOR = "catalogue_administrator", "Catalogue administrator"

    @property
    def in_words(self) -> str:
        """The label within a sentence."""
        return self.label if self.label.isupper() else self.label.lower()


CHIEF_EXECUTIVES = frozenset({RoleKind.CHIEF_EXECUTIVE, RoleKind.ACTING_CHIEF_EXECUTIVE})


class EligibleRole(TextChoices):
    """What somebody says they are when they ask for the modules."""

    EXECUTIVE = "executive", "A member of an executive team"
    EXECUTIVE_PA = "executive_pa", "PA to a member of an executive team"
    STAFF = "staff", "Anybody else who works for the NHS in England"


EXECUTIVE_ROLES = frozenset({EligibleRole.EXECUTIVE, EligibleRole.EXECUTIVE_PA})


class EligibilityState(TextChoices):
    """Asked: a person has to decide. Lapsed: it was given, and something has changed since."""

    ASKED = "asked", "Waiting for a decision"
    GRANTED = "granted", "Yes"
    REFUSED = "refused", "No"
    LAPSED = "lapsed", "No longer"


class Evidence(TextChoices):
    """What a decision rests on."""

    DOMAIN = "domain", "The address belongs to the organisation"
    ROLE = "role", "A role that the organisation gave"
    PERSON = "person", "Somebody looked and decided"


SHARED_MAIL_DOMAINS = frozenset(
    {"nhs.net", "gmail.com", "outlook.com", "hotmail.com", "icloud.com"}
)
"""Domains that prove no organisation: anybody may have an address there, NHSmail included."""
