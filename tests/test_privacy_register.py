"""Every column we keep is classified: personal or plain. A new one fails here until it is."""

import pytest

from productive_leader.core import privacy


@pytest.mark.parametrize("model", privacy.our_models(), ids=lambda model: model._meta.label)
def test_every_field_is_classified(model):
    assert privacy.unclassified(model) == set()


@pytest.mark.parametrize("model", privacy.our_models(), ids=lambda model: model._meta.label)
def test_no_register_names_a_field_that_is_gone(model):
    register = privacy.register_of(model)
    named = set(register.personal) | set(register.plain)
    assert named - privacy.fields_of(model) == set()


@pytest.mark.parametrize("model", privacy.our_models(), ids=lambda model: model._meta.label)
def test_no_field_is_both_personal_and_plain(model):
    register = privacy.register_of(model)
    assert set(register.personal) & set(register.plain) == set()


@pytest.mark.parametrize("model", privacy.our_models(), ids=lambda model: model._meta.label)
def test_every_subject_can_be_looked_up_and_every_erasable_field_blanked(model, db):
    register = privacy.register_of(model)
    if register.subject:
        assert list(privacy.rows_of(model, register, 0, "nobody@example.org")) == []
    if register.rows == "keep":
        privacy.blanks(model, register)
