"""An organisation and its people."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries, services
from accounts.enums import RoleKind
from accounts.forms import AddPersonForm
from accounts.guards import SignedInRequest, signed_in, typed
from accounts.models import Organisation, Person
from accounts.permissions import (
    eligibilities_decided_by,
    is_national,
    kinds_appointed_by,
    organisations_visible_to,
    roles_ended_by,
)
from accounts.queries.eligibility import waiting_eligibilities
from productive_leader.core.permissions import get_or_404


@require_safe
@signed_in
def organisation(request: SignedInRequest, code: str) -> HttpResponse:
    me = request.user
    here = _organisation(me, code)
    manages = bool(kinds_appointed_by(me, here))
    context = {
        "organisation": here,
        "roles": queries.roles_in(here),
        "former_names": here.former_names.all(),
        "may_add": manages,
        "waiting": _waiting(me, here) if manages else None,
        "is_national": manages and is_national(me),
        "endable": set(roles_ended_by(me).filter(organisation=here).values_list("pk", flat=True)),
    }
    return render(request, "accounts/organisation.html", context)


def _waiting(me: Person, here: Organisation) -> int:
    """How many wait to hear from this person whether they may have the modules."""
    return waiting_eligibilities(eligibilities_decided_by(me).filter(organisation=here)).count()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_person(request: SignedInRequest, code: str) -> HttpResponse:
    me = request.user
    here = _organisation(me, code)
    kinds = kinds_appointed_by(me, here)
    if not kinds:
        raise Http404
    form = AddPersonForm(typed(request, press="Add this person"), kinds=kinds)
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


@require_POST
@signed_in
def end_role(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    me = request.user
    here = _organisation(me, code)
    role = get_or_404(roles_ended_by(me).filter(organisation=here).current(), pk=pk)
    services.end_role(by=me, role=role)
    messages.success(request, f"{role.person.name}’s role as {role.label} has ended.")
    return redirect("organisation", code=here.code)


def _organisation(me: Person, code: str) -> Organisation:
    return get_or_404(organisations_visible_to(me), code=code)
