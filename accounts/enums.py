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
