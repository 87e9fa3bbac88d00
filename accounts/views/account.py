"""One's own account, but for the pages that are allauth's own (sign_in.py)."""

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts import fresh_code, freshness, queries, services, sessions
from accounts.adapter import EXPIRED, TOO_MANY
from accounts.forms import CodeForm, DeleteAccountForm, NameForm
from accounts.guards import SignedInRequest, signed_in, typed
from productive_leader.core.dates import today
from productive_leader.core.staying import reasons_to_stay

SENT = "A new code is on its way to you."


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_account(request: SignedInRequest) -> HttpResponse:
    me = request.user
    form = NameForm(typed(request, press="Save name"), initial={"name": me.name})
    if request.method == "POST" and form.is_valid():
        services.rename_myself(by=me, name=form.cleaned_data["name"])
        messages.success(request, "Your name is saved.")
        return redirect("account")
    roles = queries.roles_of(me)
    context = {"form": form, "roles": roles, "me": me, "modules": queries.modules_until(me)}
    return render(request, "accounts/my_account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reauthenticate(request: SignedInRequest) -> HttpResponse:
    """Asks for a fresh code: one button sends it, then one field takes it."""
    if request.method != "POST":
        return _ask_for_code(request, CodeForm())
    if "send" in request.POST:
        if fresh_code.send(request, to=request.user):
            messages.success(request, SENT)
        else:
            messages.error(request, TOO_MANY)
        return redirect(request.get_full_path())
    return _take_code(request)


def _take_code(request: SignedInRequest) -> HttpResponse:
    sent = fresh_code.waiting(request)
    if sent is None:
        messages.error(request, EXPIRED)
        return redirect(request.get_full_path())
    if not fresh_code.may_guess(request, email=request.user.email, sent_at=sent.at):
        fresh_code.forget(request)
        messages.error(request, TOO_MANY)
        return redirect(request.get_full_path())
    form = CodeForm(request.POST, code=sent.code)
    if not form.is_valid():
        return _ask_for_code(request, form)
    fresh_code.forget(request)
    freshness.note_code(request)
    return redirect(get_next_redirect_url(request) or "account")


def _ask_for_code(request: SignedInRequest, form: CodeForm) -> HttpResponse:
    me = request.user
    context = {
        "form": form,
        "is_sent": fresh_code.waiting(request) is not None,
        "email": me.email,
        "has_passkey": freshness.has_passkey(me),
        "next": get_next_redirect_url(request),
    }
    return render(request, "accounts/reauthenticate.html", context)


@require_safe
@signed_in
def my_passkeys(request: SignedInRequest) -> HttpResponse:
    passkeys = queries.passkeys_of(request.user)
    return render(request, "accounts/passkeys.html", {"passkeys": passkeys})


@require_safe
@signed_in
def my_sessions(request: SignedInRequest) -> HttpResponse:
    shown = sessions.open_for(request.user, current_key=request.session.session_key)
    return render(request, "accounts/my_sessions.html", {"sessions": shown})


@require_POST
@signed_in
def end_session(request: SignedInRequest, pk: int) -> HttpResponse:
    key = request.session.session_key
    if not services.end_my_sessions(by=request.user, current_key=key, only=pk):
        raise Http404
    messages.success(request, "That session has ended.")
    return redirect("my_sessions")


@require_POST
@signed_in
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    services.end_my_sessions(by=request.user, current_key=request.session.session_key)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("my_sessions")


@require_safe
@signed_in
def my_data(request: SignedInRequest) -> HttpResponse:
    tables = queries.readable(queries.all_about(request.user))
    return render(request, "accounts/my_data.html", {"tables": tables})


@require_GET  # a HEAD would be recorded as an export
@signed_in
def download_my_data(request: SignedInRequest) -> HttpResponse:
    me = request.user
    response = JsonResponse(services.export_my_data(by=me), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="my-data-{today():%Y-%m-%d}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@freshness.required
def delete_my_account(request: SignedInRequest) -> HttpResponse:
    reasons = reasons_to_stay(request.user.pk)
    form = DeleteAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not reasons and form.is_valid():
        services.delete_my_account(by=request.user)
        logout(request)
        messages.success(request, "Your account and your data are deleted.")
        return redirect("account_login")
    return render(request, "accounts/delete_my_account.html", {"form": form, "reasons": reasons})
