from django.template import Context, Template

from productive_leader.core.templatetags.constant import drawn


def test_a_part_is_drawn_once_for_the_same_values_and_anew_for_others():
    page = Template('{% load constant %}{% drawn "components/tag.html" text=text colour="red" %}')
    drawn.cache_clear()
    first = page.render(Context({"text": "Late <b>"}))
    again = page.render(Context({"text": "Late <b>", "colour": "not in it"}))
    other = page.render(Context({"text": "Done"}))
    assert first == again == '<strong class="nhsuk-tag nhsuk-tag--red">Late &lt;b&gt;</strong>\n'
    assert other == '<strong class="nhsuk-tag nhsuk-tag--red">Done</strong>\n'
    assert (drawn.cache_info().hits, drawn.cache_info().misses) == (1, 2)
