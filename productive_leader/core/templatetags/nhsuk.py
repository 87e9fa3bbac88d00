"""What the ``nhsuk`` form templates need to know about a form; no markup here."""

from typing import Any, TypeAlias

from django import template
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet

AnyForm: TypeAlias = "BaseForm | BaseFormSet[BaseForm] | None"

INPUTS = ("color", "date", "datetime", "email", "input", "number", "password", "search", "tel",
          "text", "time", "url")  # fmt: skip
CONTROLS = {
    **{f"django/forms/widgets/{name}.html": "input" for name in INPUTS},
    "django/forms/widgets/textarea.html": "textarea",
    "django/forms/widgets/select.html": "select",
    "django/forms/widgets/file.html": "file",
    "django/forms/widgets/clearable_file_input.html": "file",
    "django/forms/widgets/radio.html": "radios",
    "django/forms/widgets/checkbox_select.html": "checkboxes",
    "django/forms/widgets/multiwidget.html": "parts",
    "django/forms/widgets/splitdatetime.html": "parts",
    "django/forms/widgets/select_date.html": "parts",
}

register = template.Library()


def _as_keyed_number(attrs: dict[str, Any]) -> dict[str, Any]:
    """A number is typed as text with a number pad: spinners and scroll wheels change it unseen."""
    mode = "decimal" if attrs.get("step") else "numeric"
    kept = {name: value for name, value in attrs.items() if name not in {"step", "min", "max"}}
    return {"inputmode": mode, **kept}


def _part_label(name: str) -> str:
    """The label of one part of a widget that brings none: "start_year" is the year."""
    last = name.rsplit("_", 1)[-1]
    return f"Part {int(last) + 1}" if last.isdigit() else last.capitalize()


def _counted(attrs: dict[str, Any]) -> dict[str, Any]:
    """A long text with a limit is described by the line that counts it."""
    described = f"{attrs.get('aria-describedby', '')} {attrs.get('id', '')}-info".strip()
    return {**attrs, "aria-describedby": described} if "maxlength" in attrs else attrs


def _prepared(described: dict[str, Any]) -> dict[str, Any]:
    """A widget's own context, with its classes apart and ``control`` naming our template."""
    attrs = {k: v for k, v in described["attrs"].items() if v is not False and v is not None}
    css = attrs.pop("class", "")
    kind = described.get("type")
    if kind == "number":
        kind, attrs = "text", _as_keyed_number(attrs)
        css = css if "nhsuk-input--width" in css else f"{css} nhsuk-input--width-5".strip()
    if kind == "email":
        attrs.setdefault("spellcheck", "false")
    control = CONTROLS.get(described["template_name"], "own")
    if control == "textarea":
        attrs = _counted(attrs)
    return {
        **described,
        "label": attrs.pop("data-label", None) or _part_label(described["name"]),
        "attrs": attrs,
        "css": css,
        "type": kind,
        "control": f"nhsuk/controls/{control}.html",
        "parts": [_prepared(part) for part in described.get("subwidgets", [])],
    }


@register.filter
def widget(field: BoundField) -> dict[str, Any]:
    """What a control is drawn from: name, value, attrs, css, type, control, optgroups, parts."""
    attrs = field.build_widget_attrs({"id": field.auto_id} if field.auto_id else {})
    context = field.field.widget.get_context(field.html_name, field.value(), attrs)
    return _prepared(context["widget"])


@register.filter
def first_id(field: BoundField) -> str:
    """The id of the first control of a field, where a link from the error summary leads."""
    if label_target := field.id_for_label:
        return label_target
    described = widget(field)
    options = [option for _, group, _ in described.get("optgroups", []) for option in group]
    first = next(iter(described["parts"] or options), described)
    return str(first["attrs"].get("id", field.auto_id))


@register.filter
def named_error(error: str, field: BoundField) -> str:
    """An error as the summary says it: the framework's own words do not name the field."""
    kinds = type(field.field).__mro__
    stock = {
        str(m) for kind in kinds for m in vars(kind).get("default_error_messages", {}).values()
    }
    stock |= {str(getattr(check, "message", "")) for check in field.field.validators}
    unnamed = error in stock or error.startswith("Ensure this value")
    return f"{field.label} – {error}" if unnamed else error


@register.filter
def has_errors(form: AnyForm) -> bool:
    """Whether a form or formset was sent and refused; False for anything else."""
    if isinstance(form, BaseFormSet):
        return form.is_bound and form.total_error_count() > 0
    return isinstance(form, BaseForm) and bool(form.errors)


@register.filter
def first_summary(form: AnyForm) -> bool:
    """True the first time it is asked of a form with errors.

    The page draws the error summary above its heading and the form would draw it again: whoever
    comes first does.
    """
    if form is None or not has_errors(form) or getattr(form, "summary_drawn", False):
        return False
    for drawn in (form, *getattr(form, "forms", ())):
        drawn.summary_drawn = True
    return True
