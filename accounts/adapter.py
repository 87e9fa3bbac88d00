"""How django-allauth signs people in, in our words and through our mail."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import freshness, notifications
from accounts.models import Person
from productive_leader.core import audit

DIGITS = 6
TOO_MANY = "That is too many tries. Wait a few minutes, then ask for a new code."
EXPIRED = "That code has expired. Ask for a new one."
WRONG_PASSKEY = "That passkey was not accepted. Try again, or ask for a code by e-mail."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {  # noqa: RUF012 - a plain attribute in allauth
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That code is not right. Use the code from the newest message.",
        "invalid_login": "Enter an e-mail address, like name@nhs.net",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": "That is too many tries. Wait a few minutes, then try again.",
    }

    def generate_login_code(self) -> str:
        """Six digits, which a person can carry in the head from mail to page."""
        return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The one message allauth still writes itself: the code."""
        if template_prefix != "account/email/login_code":
            raise LookupError(f"There is no message for {template_prefix}.")
        with transaction.atomic():
            notifications.send_code(to=email, code=context["code"])

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's way to call
        """No page of allauth's makes accounts; ours, behind a link in a message, does."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only this very host: an allowed host may still be somebody else's page."""
        return url_has_allowed_host_and_scheme(
            url, {self.request.get_host()}, require_https=self.request.is_secure()
        )

    def get_login_stages(self) -> list[str]:
        """A code or a passkey is enough; having a passkey never locks the code out."""
        return ["allauth.account.stages.LoginByCodeStage"]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, str]]:
        return freshness.ways(user)

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:  # noqa: ARG002 - as above
        return not freshness.is_fresh(self.request)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:  # noqa: ARG002 - as above
        messages.error(
            request, "You can no longer sign in here. Ask your facilitator if that is a mistake."
        )
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            record_sign_in(request, user)
            response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {  # noqa: RUF012 - a plain attribute in allauth
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_PASSKEY,
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "The Productive Leader"}

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:  # noqa: A002 - as above
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {held + 1}"


def record_sign_in(request: HttpRequest, person: Person) -> None:
    """Note who signed in and how: "code", "passkey" or, the first time, "link"."""
    way = freshness.latest_way(request) or "code"
    way = "passkey" if way == "mfa" else way
    audit.record(by=person, action="person.signed_in", target=person, detail={"with": way})
