"""The nhsuk form templates: ids, descriptions, error links and kept values, to the letter."""

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.forms import formset_factory
from django.template import Context, Template
from django.test.html import Element, parse_html

pytestmark = pytest.mark.urls("tests.core.urls")  # the pack needs no address of the project

CHOICES = [("yes", "Yes"), ("no", "No")]


class PartedDate(forms.MultiWidget):
    def __init__(self):
        labels = ("Day", "Month", "Year")
        super().__init__([forms.NumberInput({"data-label": label}) for label in labels])

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]


class PartedDateField(forms.MultiValueField):
    widget = PartedDate

    def __init__(self, **kwargs):
        super().__init__([forms.IntegerField() for _ in range(3)], **kwargs)


class Enquiry(forms.Form):
    name = forms.CharField(label="Your name", max_length=50, help_text="As in your e-mail")
    email = forms.EmailField(label="E-mail address")
    day = forms.DateField(label="First day", widget=forms.DateInput({"type": "date"}))
    boxes = forms.IntegerField(label="Boxes", min_value=1)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea({"rows": 3}))
    role = forms.ChoiceField(label="Role", choices=[("leader", "Leader"), ("pa", "PA")])
    answer = forms.ChoiceField(label="Is it urgent?", choices=CHOICES, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="Topics", choices=CHOICES, widget=forms.CheckboxSelectMultiple, help_text="Any"
    )
    agree = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput, initial="kept")


def draw(source, **context):
    return Template("{% load crispy_forms_tags %}" + source).render(Context(context))


def field(form, name):
    return draw("{{ field|as_crispy_field }}", field=form[name])


def same(html, expected):
    assert parse_html(html) == parse_html(expected)


def elements(html, name):
    found = []

    def walk(node):
        if isinstance(node, Element):
            if node.name == name:
                found.append(dict(node.attributes))
            for child in node.children:
                walk(child)

    walk(parse_html(f"<div>{html}</div>"))
    return found


def test_a_text_field_ties_label_hint_and_input_together():
    same(
        field(Enquiry(), "name"),
        """
        <div id="div_id_name" class="nhsuk-form-group">
          <label class="nhsuk-label nhsuk-label--s" for="id_name">Your name</label>
          <div class="nhsuk-hint" id="id_name_helptext">As in your e-mail</div>
          <input class="nhsuk-input" type="text" name="name" maxlength="50" required
                 aria-describedby="id_name_helptext" id="id_name">
        </div>
        """,
    )


def test_a_refused_field_keeps_its_value_and_says_why():
    same(
        field(Enquiry({"email": "alice@"}), "email"),
        """
        <div id="div_id_email" class="nhsuk-form-group nhsuk-form-group--error">
          <label class="nhsuk-label nhsuk-label--s" for="id_email">E-mail address</label>
          <span class="nhsuk-error-message" id="id_email_error">
            <span class="nhsuk-u-visually-hidden">Error: </span>Enter a valid email address.</span>
          <input class="nhsuk-input nhsuk-input--error" type="email" name="email" value="alice@"
                 maxlength="320" required aria-invalid="true" aria-describedby="id_email_error"
                 id="id_email" spellcheck="false">
        </div>
        """,
    )


def test_hint_and_error_both_describe_the_input():
    [drawn] = elements(field(Enquiry({}), "name"), "input")
    assert drawn["aria-describedby"] == "id_name_helptext id_name_error"


def test_a_date_is_the_browsers_own():
    same(
        field(Enquiry({"day": "2026-03-03"}), "day"),
        """
        <div id="div_id_day" class="nhsuk-form-group">
          <label class="nhsuk-label nhsuk-label--s" for="id_day">First day</label>
          <input class="nhsuk-input" type="date" name="day" value="2026-03-03" required id="id_day">
        </div>
        """,
    )


def test_a_number_is_typed_not_spun():
    same(
        field(Enquiry({"boxes": "8"}), "boxes"),
        """
        <div id="div_id_boxes" class="nhsuk-form-group">
          <label class="nhsuk-label nhsuk-label--s" for="id_boxes">Boxes</label>
          <input class="nhsuk-input nhsuk-input--width-5" type="text" inputmode="numeric"
                 name="boxes" value="8" required id="id_boxes">
        </div>
        """,
    )


def test_a_field_that_may_be_left_out_says_so_and_escapes_what_it_keeps():
    same(
        field(Enquiry({"note": "<b>8 & 9"}), "note"),
        """
        <div id="div_id_note" class="nhsuk-form-group">
          <label class="nhsuk-label nhsuk-label--s" for="id_note">Note (optional)</label>
          <textarea class="nhsuk-textarea" name="note" cols="40" rows="3" id="id_note">
          &lt;b&gt;8 &amp; 9</textarea>
        </div>
        """,
    )


def test_a_long_text_with_a_limit_is_counted():
    class Long(forms.Form):
        why = forms.CharField(label="Why", max_length=200, widget=forms.Textarea)

    html = field(Long(), "why")
    [area] = elements(html, "textarea")
    group, message = elements(html, "div")[1:]
    assert area["aria-describedby"] == "id_why-info"
    assert area["class"].split() == ["nhsuk-js-character-count", "nhsuk-textarea"]
    assert group["data-module"] == "nhsuk-character-count"
    assert group["data-maxlength"] == "200"
    assert message["id"] == "id_why-info"


def test_a_select_keeps_what_was_chosen():
    same(
        field(Enquiry({"role": "pa"}), "role"),
        """
        <div id="div_id_role" class="nhsuk-form-group">
          <label class="nhsuk-label nhsuk-label--s" for="id_role">Role</label>
          <select class="nhsuk-select" name="role" id="id_role">
            <option value="leader">Leader</option><option value="pa" selected>PA</option>
          </select>
        </div>
        """,
    )


def test_radios_stand_in_a_fieldset():
    same(
        field(Enquiry({"answer": "no"}), "answer"),
        """
        <div id="div_id_answer" class="nhsuk-form-group">
          <fieldset class="nhsuk-fieldset">
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Is it urgent?</legend>
            <div class="nhsuk-radios" id="id_answer" data-module="nhsuk-radios">
              <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" name="answer" value="yes" required
                       id="id_answer_0">
                <label class="nhsuk-label nhsuk-radios__label" for="id_answer_0">Yes</label>
              </div>
              <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" name="answer" value="no" required
                       id="id_answer_1" checked>
                <label class="nhsuk-label nhsuk-radios__label" for="id_answer_1">No</label>
              </div>
            </div>
          </fieldset>
        </div>
        """,
    )


def test_a_group_of_checkboxes_is_described_by_its_hint_and_error():
    html = field(Enquiry({}), "topics")
    [fieldset] = elements(html, "fieldset")
    assert fieldset["aria-describedby"] == "id_topics_helptext id_topics_error"
    assert [box["id"] for box in elements(html, "input")] == ["id_topics_0", "id_topics_1"]


def test_one_checkbox_has_its_label_beside_it():
    same(
        field(Enquiry(), "agree"),
        """
        <div id="div_id_agree" class="nhsuk-form-group">
          <div class="nhsuk-checkboxes" data-module="nhsuk-checkboxes">
            <div class="nhsuk-checkboxes__item">
              <input class="nhsuk-checkboxes__input" type="checkbox" name="agree" required
                     id="id_agree">
              <label class="nhsuk-label nhsuk-checkboxes__label" for="id_agree">I agree</label>
            </div>
          </div>
        </div>
        """,
    )


def test_a_date_in_parts_has_a_label_for_each_part_and_errors_lead_to_the_first():
    class Parted(forms.Form):
        start = PartedDateField(label="Start")

    form = Parted({"start_0": "", "start_1": "3", "start_2": "2026"})
    html = field(form, "start")
    assert [label["for"] for label in elements(html, "label")] == [
        "id_start_0",
        "id_start_1",
        "id_start_2",
    ]
    assert [one["value"] for one in elements(html, "input")[1:]] == ["3", "2026"]
    assert [
        link["href"] for link in elements(draw("{{ form|as_crispy_errors }}", form=form), "a")
    ] == ["#id_start_0"]


def test_a_widget_with_a_template_of_its_own_draws_itself():
    class Own(forms.TextInput):
        template_name = "django/forms/widgets/attrs.html"

    class Form(forms.Form):
        odd = forms.CharField(label="Odd", widget=Own)

    assert elements(field(Form(), "odd"), "input") == []


def test_a_hidden_field_is_only_an_input():
    same(field(Enquiry(), "token"), '<input type="hidden" name="token" value="kept" id="id_token">')


def test_the_error_summary_links_each_error_to_the_first_control_of_its_field():
    form = Enquiry({"name": "Alice", "email": "alice@", "day": "2026-03-03", "boxes": "0"})
    form.is_valid()
    form.add_error(None, "Order by Friday.")
    same(
        draw("{{ form|as_crispy_errors }}", form=form),
        """
        <div class="nhsuk-error-summary" data-module="nhsuk-error-summary">
          <div role="alert">
            <h2 class="nhsuk-error-summary__heading">There is a problem</h2>
            <div class="nhsuk-error-summary__body">
              <ul class="nhsuk-list nhsuk-error-summary__list">
                <li>Order by Friday.</li>
                <li><a href="#id_email">E-mail address – Enter a valid email address.</a></li>
                <li>
                  <a href="#id_boxes">Boxes – Ensure this value is greater than or equal to 1.</a>
                </li>
                <li><a href="#id_role">Role – This field is required.</a></li>
                <li><a href="#id_answer_0">Is it urgent? – This field is required.</a></li>
                <li><a href="#id_topics_0">Topics – This field is required.</a></li>
                <li><a href="#id_agree">I agree – This field is required.</a></li>
                <li>This field is required.</li>
              </ul>
            </div>
          </div>
        </div>
        """,
    )


def test_every_link_of_the_summary_leads_to_a_control_of_the_form():
    html = draw("{{ form|crispy }}", form=Enquiry({"token": "kept"}))
    targets = {link["href"][1:] for link in elements(html, "a")}
    ids = {one["id"] for kind in ("input", "select", "textarea") for one in elements(html, kind)}
    assert len(targets) == 8
    assert targets <= ids


def test_page_and_form_draw_the_summary_once_between_them():
    html = draw("{{ form|as_crispy_errors }}{{ form|crispy }}", form=Enquiry({}))
    assert html.count("There is a problem") == 1


def test_no_id_is_used_twice():
    html = draw("{{ form|crispy }}", form=Enquiry({}))
    kinds = ("div", "input", "select", "textarea", "span", "fieldset")
    ids = [one["id"] for kind in kinds for one in elements(html, kind) if "id" in one]
    assert sorted(set(ids)) == sorted(ids)


def test_the_whole_form_turns_the_browsers_bubbles_off_and_carries_its_token():
    class Small(forms.Form):
        name = forms.CharField(label="Name")
        helper = FormHelper()
        helper.layout = Layout(Fieldset("About you", "name"))
        helper.add_input(Submit("send", "Send to Dr Ahmed"))
        helper.add_input(Submit("later", "Keep for later", css_class="nhsuk-button--secondary"))

    same(
        draw("{% crispy form %}", form=Small(), csrf_token="abc"),
        """
        <form method="post" novalidate>
          <input type="hidden" name="csrfmiddlewaretoken" value="abc">
          <div class="nhsuk-form-group">
            <fieldset class="nhsuk-fieldset">
              <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">About you</legend>
              <div id="div_id_name" class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-label--s" for="id_name">Name</label>
                <input class="nhsuk-input" type="text" name="name" required id="id_name">
              </div>
            </fieldset>
          </div>
          <div class="nhsuk-button-group">
            <button class="nhsuk-button" type="submit" name="send" value="Send to Dr Ahmed"
                    id="submit-id-send" data-module="nhsuk-button"
                    data-prevent-double-click="true">Send to Dr Ahmed</button>
            <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="later"
                    value="Keep for later" id="submit-id-later" data-module="nhsuk-button"
                    data-prevent-double-click="true">Keep for later</button>
          </div>
        </form>
        """,
    )


def test_a_formset_lists_its_errors_under_one_summary():
    rows = formset_factory(Enquiry, extra=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "Alice"}
    html = draw("{{ rows|crispy }}", rows=rows(data))
    assert html.count("There is a problem") == 1
    assert elements(html, "a")[0]["href"] == "#id_form-0-email"
    assert [one["value"] for one in elements(html, "input")[:2]] == ["2", "0"]


def test_an_error_in_our_own_words_is_said_as_it_is():
    class Form(forms.Form):
        name = forms.CharField(label="Name", error_messages={"required": "Enter your name"})

    assert ">Enter your name</a>" in draw("{{ form|as_crispy_errors }}", form=Form({}))


@pytest.mark.parametrize("attrs", [{"class": "nhsuk-input--width-10"}, {"autocomplete": "name"}])
def test_attributes_of_the_widget_are_kept(attrs):
    class Form(forms.Form):
        name = forms.CharField(label="Name", widget=forms.TextInput(attrs))

    [drawn] = elements(field(Form(), "name"), "input")
    kept = {name: value for name, value in drawn.items() if name in attrs}
    expected = {"class": "nhsuk-input nhsuk-input--width-10"} if "class" in attrs else attrs
    assert kept == expected
