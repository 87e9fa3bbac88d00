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

    @property
    def of_somebody(self) -> str:
        """The same as said of a person, not to one who chooses."""
        said = {"executive": "Member of an executive team", "staff": "Member of staff"}
        return said.get(self.value, self.label)


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


class Trouble(TextChoices):
    """What can happen to a question or a decision about eligibility after it was written."""

    ACCOUNT = "account", "The account was closed"
    ADDRESS = "address", "The person signs in with another address"
    ORGANISATION = "organisation", "The organisation has closed"
    ROLE = "role", "The role it rested on has ended"
    DOMAIN = "domain", "The organisation has given up the domain of the address"
    TIME = "time", "The time it was given for is over"


SHARED_MAIL_DOMAINS = frozenset(
    {
        "aol.com",
        "btinternet.com",
        "doctors.org.uk",
        "gmail.com",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "icloud.com",
        "live.co.uk",
        "live.com",
        "me.com",
        "msn.com",
        "nhs.net",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "sky.com",
        "yahoo.co.uk",
        "yahoo.com",
    }
)
"""Domains that prove no organisation: anybody may have an address there, NHSmail included."""

BROAD_MAIL_DOMAINS = frozenset(
    {
        "ac.uk",
        "co.uk",
        "gov.uk",
        "hscni.net",
        "ltd.uk",
        "me.uk",
        "mod.uk",
        "net.uk",
        "nhs.scot",
        "nhs.uk",
        "org.uk",
        "plc.uk",
        "police.uk",
        "sch.uk",
        "scot.nhs.uk",
        "wales.nhs.uk",
    }
)
"""Domains that belong to many organisations, each of which has its own beneath."""
