"""Fields that several forms of this room have."""

from django import forms

LONGEST_EMAIL = 254
EMAIL_FORMAT = "Enter an e-mail address, like name@nhs.net"


def email_field(*, hint: str) -> forms.EmailField:
    return forms.EmailField(
        label="E-mail address",
        help_text=hint,
        max_length=LONGEST_EMAIL,
        error_messages={
            "required": EMAIL_FORMAT,
            "invalid": EMAIL_FORMAT,
            "max_length": "That address is too long to be one",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
