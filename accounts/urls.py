"""Addresses of this room. allauth's are listed one by one: what has no purpose does not exist.

allauth looks some up by name, hence the names that begin with account_ and mfa_.
"""

from django.urls import path

from accounts import sign_in
from accounts.views import (
    account,
    deciding,
    domains,
    eligibility,
    new_account,
    organisations,
)

urlpatterns = [
    path("account/", account.my_account, name="account"),
    path("account/login/", sign_in.sign_in, name="account_login"),
    path("account/login/code/confirm/", sign_in.enter_code, name="account_confirm_login_code"),
    path("account/login/passkey/", sign_in.sign_in_by_passkey, name="mfa_login_webauthn"),
    path("account/new/<str:link>/", new_account.new_account, name="new_account"),
    path("account/logout/", sign_in.sign_out, name="account_logout"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path(
        "account/reauthenticate/passkey/",
        sign_in.prove_by_passkey,
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkeys/", account.my_passkeys, name="mfa_list_webauthn"),
    path("account/passkeys/add/", sign_in.add_passkey, name="add_passkey"),
    path("account/passkeys/<int:pk>/", sign_in.rename_passkey, name="rename_passkey"),
    path("account/passkeys/<int:pk>/remove/", sign_in.remove_passkey, name="remove_passkey"),
    path("account/sessions/", account.my_sessions, name="my_sessions"),
    path("account/sessions/end-others/", account.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end_session"),
    path("account/data/", account.my_data, name="my_data"),
    path("account/data/download/", account.download_my_data, name="download_my_data"),
    path("account/data/delete/", account.delete_my_account, name="delete_my_account"),
    path("organisations/<str:code>/", organisations.organisation, name="organisation"),
    path("organisations/<str:code>/people/add/", organisations.add_person, name="add_person"),
    path("organisations/<str:code>/roles/<int:pk>/end/", organisations.end_role, name="end_role"),
    path("account/eligibility/", eligibility.eligibility, name="eligibility"),
    path("office/eligibility/", deciding.eligibilities, name="eligibilities"),
    path(
        "organisations/<str:code>/eligibility/",
        deciding.organisation_eligibilities,
        name="organisation_eligibilities",
    ),
    path(
        "eligibility/<int:eligibility_id>/decide/",
        deciding.eligibility_decide,
        name="eligibility_decide",
    ),
    path(
        "office/organisations/<str:code>/domains/",
        domains.organisation_domains,
        name="organisation_domains",
    ),
]
