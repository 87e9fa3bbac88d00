"""What a mail domain looks like, and which ones can prove an organisation. No Django here."""

import re

from accounts.enums import BROAD_MAIL_DOMAINS, SHARED_MAIL_DOMAINS

LONGEST = 120
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


class NotADomain(ValueError):
    """Carries the sentence that says what is wrong and how to mend it."""


def cleaned_domain(text: str) -> str:
    """A domain as it is kept, in small letters. Raises NotADomain.

    >>> cleaned_domain(" Northvale.NHS.uk. ")
    'northvale.nhs.uk'
    """
    domain = text.strip().rstrip(".").lower()
    if "@" in domain:
        raise NotADomain("Leave out the @ and what stands before it: northvale.nhs.uk")
    if "/" in domain or ":" in domain or domain.startswith("www."):
        raise NotADomain(
            "That is the address of a website. Enter what stands after the @ in e-mail addresses."
        )
    if not domain.isascii() or "xn--" in domain:
        raise NotADomain(
            "Enter a domain of plain letters a to z: others can look like it and be somebody else’s"
        )
    if len(domain) > LONGEST or not all(LABEL.fullmatch(label) for label in domain.split(".")):
        raise NotADomain(
            "Enter a domain like northvale.nhs.uk, of letters, digits, hyphens and dots"
        )
    _refuse_of_many(domain)
    return domain


def _refuse_of_many(domain: str) -> None:
    if "." not in domain or domain in BROAD_MAIL_DOMAINS:
        raise NotADomain(
            f"Many organisations have their domains beneath {domain}. "
            "Enter the one of this organisation alone."
        )
    if any(domain == shared or domain.endswith(f".{shared}") for shared in SHARED_MAIL_DOMAINS):
        raise NotADomain(
            f"People of many organisations have addresses at {domain}, so it proves nothing. "
            "Decide about each person instead."
        )


def domain_of(address: str) -> str:
    """What stands after the @.

    >>> domain_of("sam@ward.northvale.nhs.uk")
    'ward.northvale.nhs.uk'
    """
    return address.rpartition("@")[2]


def is_shared(address: str) -> bool:
    """Whether the address alone can never tell where somebody works.

    >>> is_shared("sam@nhs.net"), is_shared("sam@northvale.nhs.uk")
    (True, False)
    """
    domain = domain_of(address)
    return domain in SHARED_MAIL_DOMAINS or domain in BROAD_MAIL_DOMAINS
