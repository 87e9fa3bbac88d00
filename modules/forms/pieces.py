"""What an administrator types into a paper, and the file that goes with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator

from modules.enums import PieceKind
from modules.forms.fields import line_field, seen_field, text_field
from modules.queries.drafts import Paper
from modules.services.pieces import Written

LONGEST_BODY = 60_000  # characters
LONGEST_LINK = 200  # characters, as the row holds them
TOO_LARGE = (
    "The file is far too large. A film may have 500 MB at most, everything else 25 MB. "
    "Make it smaller, then choose it again."
)
ADDRESS = "Type the whole address, beginning with https://"


class PieceForm(forms.Form):
    """A paper. `has_file`: it has one that can be taken away; `too_large`: what was sent was."""

    kind = forms.ChoiceField(
        label="What it is",
        choices=PieceKind.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what it is."),
    )
    title = line_field("Title", 120, "Give it a title, such as “Guide”.")
    body = text_field("Text", LONGEST_BODY, rows=20, required=False, strip=False)
    file = forms.FileField(
        label="File",
        required=False,
        help_text="A PDF, Word, Excel or PowerPoint file or a PNG or JPEG picture of 25 MB at "
        "most, or an MP4 film of 500 MB at most. It gets a name of ours. People download it in "
        "place of the PDF of the text.",
        error_messages={"empty": "The file is empty. Choose it again."},
    )
    removes_file = forms.BooleanField(label="Take the file away", required=False)
    link = forms.URLField(
        label="Address of a film",
        required=False,
        assume_scheme="https",
        max_length=LONGEST_LINK,
        validators=[URLValidator(["https"], message=ADDRESS)],
        help_text="Only for a video that lies elsewhere. Its text above is the transcript.",
        error_messages={
            "invalid": ADDRESS,
            "max_length": f"{LONGEST_LINK} characters are the most for an address. Shorten it.",
        },
    )

    def __init__(
        self, *args: Any, has_file: bool = False, too_large: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        if not has_file:
            del self.fields["removes_file"]

    def clean_file(self) -> Any:
        if self.too_large:
            raise forms.ValidationError(TOO_LARGE)
        return self.cleaned_data["file"]

    def written(self) -> Written:
        """What was typed, once it is valid."""
        typed = self.cleaned_data
        return Written(
            kind=typed["kind"],
            title=typed["title"],
            body=typed["body"],
            link=typed["link"],
            file=typed["file"],
            keeps_file=not typed.get("removes_file"),
        )


class PieceChangeForm(PieceForm):
    """The same for a paper that is there; `seen` is what was read."""

    seen = seen_field()

    @classmethod
    def initial_of(cls, paper: Paper) -> dict[str, str]:
        return {
            "kind": paper.kind,
            "title": paper.title,
            "body": paper.body,
            "link": paper.link,
            "seen": paper.fingerprint,
        }
