"""Pages of this room, but for those that are allauth's own (sign_in.py)."""

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import fresh_code, freshness, queries, services, sessions
from accounts.adapter import EXPIRED, TOO_MANY
from accounts.enums import RoleKind
from accounts.forms import AddPersonForm, CodeForm, DeleteAccountForm, NameForm
from accounts.models import Organisation, Person
from accounts.permissions import kinds_appointed_by, organisations_visible_to, roles_ended_by
from productive_leader.core.dates import today
from productive_leader.core.permissions import get_or_404

SENT = "A new code is on its way to you."


def _me(request: HttpRequest) -> Person:
    """The person signed in, behind login_required."""
    assert isinstance(request.user, Person)  # noqa: S101 - tells the type checker
    return request.user


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; an empty form that was sent is not a form that was not."""
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_account(request: HttpRequest) -> HttpResponse:
    me = _me(request)
    form = NameForm(_posted(request), initial={"name": me.name})
    if request.method == "POST" and form.is_valid():
        services.rename_myself(by=me, name=form.cleaned_data["name"])
        messages.success(request, "Your name is saved.")
        return redirect("account")
    roles = queries.roles_of(me)
    return render(request, "accounts/my_account.html", {"form": form, "roles": roles, "me": me})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reauthenticate(request: HttpRequest) -> HttpResponse:
    """Asks for a fresh code: one button sends it, then one field takes it."""
    if request.method != "POST":
        return _ask_for_code(request, CodeForm())
    if "send" in request.POST:
        if fresh_code.send(request, to=_me(request)):
            messages.success(request, SENT)
        else:
            messages.error(request, TOO_MANY)
        return redirect(request.get_full_path())
    return _take_code(request)


def _take_code(request: HttpRequest) -> HttpResponse:
    sent = fresh_code.waiting(request)
    if sent is None:
        messages.error(request, EXPIRED)
        return redirect(request.get_full_path())
    if not fresh_code.may_guess(request, email=_me(request).email, sent_at=sent.at):
        fresh_code.forget(request)
        messages.error(request, TOO_MANY)
        return redirect(request.get_full_path())
    form = CodeForm(request.POST, code=sent.code)
    if not form.is_valid():
        return _ask_for_code(request, form)
    fresh_code.forget(request)
    freshness.note_code(request)
    return redirect(get_next_redirect_url(request) or "account")


def _ask_for_code(request: HttpRequest, form: CodeForm) -> HttpResponse:
    me = _me(request)
    context = {
        "form": form,
        "is_sent": fresh_code.waiting(request) is not None,
        "email": me.email,
        "has_passkey": freshness.has_passkey(me),
        "next": get_next_redirect_url(request),
    }
    return render(request, "accounts/reauthenticate.html", context)


@login_required
@require_GET
def my_passkeys(request: HttpRequest) -> HttpResponse:
    passkeys = queries.passkeys_of(_me(request))
    return render(request, "accounts/passkeys.html", {"passkeys": passkeys})


@login_required
@require_GET
def my_sessions(request: HttpRequest) -> HttpResponse:
    shown = sessions.open_for(_me(request), current_key=request.session.session_key)
    return render(request, "accounts/my_sessions.html", {"sessions": shown})


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    key = request.session.session_key
    if not services.end_my_sessions(by=_me(request), current_key=key, only=pk):
        raise Http404
    messages.success(request, "That session has ended.")
    return redirect("my_sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    services.end_my_sessions(by=_me(request), current_key=request.session.session_key)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("my_sessions")


@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    tables = queries.readable(queries.all_about(_me(request)))
    return render(request, "accounts/my_data.html", {"tables": tables})


@login_required
@require_GET
def download_my_data(request: HttpRequest) -> HttpResponse:
    me = _me(request)
    response = JsonResponse(services.export_my_data(by=me), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="my-data-{today():%Y-%m-%d}.json"'
    return response


@freshness.required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_my_account(request: HttpRequest) -> HttpResponse:
    form = DeleteAccountForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        services.delete_my_account(by=_me(request))
        logout(request)
        messages.success(request, "Your account and your data are deleted.")
        return redirect("account_login")
    return render(request, "accounts/delete_my_account.html", {"form": form})


@login_required
@require_GET
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    me = _me(request)
    here = _organisation(me, code)
    context = {
        "organisation": here,
        "roles": queries.roles_in(here),
        "former_names": here.former_names.all(),
        "may_add": bool(kinds_appointed_by(me, here)),
        "endable": set(roles_ended_by(me).filter(organisation=here).values_list("pk", flat=True)),
    }
    return render(request, "accounts/organisation.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: HttpRequest, code: str) -> HttpResponse:
    me = _me(request)
    here = _organisation(me, code)
    kinds = kinds_appointed_by(me, here)
    if not kinds:
        raise Http404
    form = AddPersonForm(_posted(request), kinds=kinds)
    if request.method == "POST" and form.is_valid() and _added(me, here, form):
        messages.success(request, f"{form.cleaned_data['name']} can sign in now.")
        return redirect("organisation", code=here.code)
    return render(request, "accounts/add_person.html", {"form": form, "organisation": here})


def _added(me: Person, here: Organisation, form: AddPersonForm) -> bool:
    given = form.cleaned_data
    try:
        services.add_person_with_role(
            by=me,
            organisation=here,
            name=given["name"],
            email=given["email"],
            kind=RoleKind(given["kind"]),
            job_title=given["job_title"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@login_required
@require_POST
def end_role(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    me = _me(request)
    here = _organisation(me, code)
    role = get_or_404(roles_ended_by(me).filter(organisation=here).current(), pk=pk)
    services.end_role(by=me, role=role)
    messages.success(request, f"{role.person.name}’s role as {role.label} has ended.")
    return redirect("organisation", code=here.code)


def _organisation(me: Person, code: str) -> Organisation:
    return get_or_404(organisations_visible_to(me), code=code)
