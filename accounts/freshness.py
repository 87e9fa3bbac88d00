"""Whether the person at the keyboard has proved lately who they are.

allauth keeps the proofs of a session in the session; it asks again only those who have a second
factor. We ask everybody, before a passkey is added or an account deleted.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.guards import SignedInRequest, signed_in

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest) -> bool:
    """True within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds of the last code or passkey."""
    proofs = _proofs(request)
    age = time.time() - proofs[-1]["at"] if proofs else None
    return age is not None and age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def latest_way(request: HttpRequest) -> str | None:
    """How the person last proved it: "code", "mfa" (a passkey), "link", or None for not at all."""
    proofs = _proofs(request)
    return str(proofs[-1]["method"]) if proofs else None


def note_code(request: HttpRequest) -> None:
    """Remember that the person just gave the right code."""
    record_authentication(request, request.user, method="code", reauthenticated=True)


def required(view: View) -> View:
    """Sends a person whose proof has aged to give another one, and back to the same page."""

    @signed_in
    @wraps(view)
    def wrapper(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")

    return wrapper


def ways(person: Any) -> list[dict[str, str]]:
    """The ways this person can prove it, as allauth describes them."""
    if not person.is_authenticated:
        return []
    code = {"id": "code", "url": reverse("account_reauthenticate"), "description": "a code"}
    passkey = {
        "id": "passkey",
        "url": reverse("mfa_reauthenticate_webauthn"),
        "description": "a passkey",
    }
    return [code, passkey] if has_passkey(person) else [code]


def has_passkey(person: Any) -> bool:
    passkeys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    return bool(passkeys.filter(user_id=person.pk).exists())


def _proofs(request: HttpRequest) -> list[dict[str, Any]]:
    return list(get_authentication_records(request, request.user))
