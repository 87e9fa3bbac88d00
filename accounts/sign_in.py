"""allauth's sign-in pages, changed where we want them otherwise; the rest is theirs."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStage
from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, LoginView, LogoutView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy

from accounts import fresh_code, freshness
from accounts.adapter import EXPIRED, TOO_MANY
from accounts.forms import (
    AddPasskeyForm,
    CodeForm,
    PasskeyProofForm,
    PasskeySignInForm,
    RenamePasskeyForm,
    SignInForm,
)
from accounts.models import Person


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """The address; a code goes to it."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"

    def _redirect_to_pending_stage(self, _request: HttpRequest, _stage: LoginStage) -> None:
        """Whoever comes back here wants another code or has mistyped the address."""


class EnterCode(ConfirmLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """The code. A wrong one is counted where all processes see it."""

    form_class = CodeForm
    template_name = "accounts/enter_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        if getattr(self, "_process", self) is None:
            messages.error(request, EXPIRED)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = self._process.state
        if fresh_code.may_guess(request, email=state["email"], sent_at=state["at"]):
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        self._process.abort()
        messages.error(request, TOO_MANY)
        return redirect("account_login")


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """GET gives the script a challenge, POST takes the answer."""

    form_class = PasskeySignInForm

    def form_invalid(self, form: PasskeySignInForm) -> HttpResponse:
        super().form_invalid(form)
        return redirect(
            passthrough_next_redirect_url(self.request, reverse("account_login"), "next")
        )


class ProveByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    form_class = PasskeyProofForm
    template_name = "accounts/prove_by_passkey.html"

    def form_invalid(self, form: PasskeyProofForm) -> HttpResponse:
        super().form_invalid(form)
        return redirect(self.passthrough_next_url(self.request.path))


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    form_class = AddPasskeyForm
    template_name = "accounts/passkey_add.html"
    success_url = reverse_lazy("mfa_list_webauthn")

    def get_success_url(self) -> str:
        return str(self.success_url)


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]  # allauth has no types
    form_class = RenamePasskeyForm
    template_name = "accounts/passkey_rename.html"


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    template_name = "accounts/passkey_remove.html"


def sign_in_by_link(request: HttpRequest, person: Person, *, way_on: str) -> HttpResponse:
    """Sign in whoever opened a link in their mailbox, and lead on to a path of ours."""
    clear_login(request)  # a code may be waiting here for the same address
    record_authentication(request, person, method="link", email=person.email)
    login = Login(user=person, email=person.email, redirect_url=way_on)
    response: HttpResponse = perform_login(request, login)
    return response


sign_in = SignIn.as_view()
enter_code = EnterCode.as_view()
sign_out = LogoutView.as_view(template_name="accounts/sign_out.html")
sign_in_by_passkey = PasskeySignIn.as_view()
prove_by_passkey = ProveByPasskey.as_view()
add_passkey = freshness.required(AddPasskey.as_view())
rename_passkey = freshness.required(RenamePasskey.as_view())
remove_passkey = freshness.required(RemovePasskey.as_view())
