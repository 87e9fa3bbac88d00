"""What people type or press in this room, cleaned."""

from accounts.forms.people import AddPersonForm, DeleteAccountForm, NameForm, NewAccountForm
from accounts.forms.signing_in import (
    AddPasskeyForm,
    CodeForm,
    PasskeyProofForm,
    PasskeySignInForm,
    RenamePasskeyForm,
    SignInForm,
)

__all__ = [
    "AddPasskeyForm",
    "AddPersonForm",
    "CodeForm",
    "DeleteAccountForm",
    "NameForm",
    "NewAccountForm",
    "PasskeyProofForm",
    "PasskeySignInForm",
    "RenamePasskeyForm",
    "SignInForm",
]
