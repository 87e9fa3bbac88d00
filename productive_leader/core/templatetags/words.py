"""Dates, times and durations in templates, in the words of core.dates."""

from django import template

from productive_leader.core import dates, words

register = template.Library()

# A moment near midnight has another date in London than in UTC.
register.filter("long_date", dates.format_date, expects_localtime=True)
register.filter("short_date", dates.format_short_date, expects_localtime=True)
register.filter("to", dates.format_span)
register.filter("clock", dates.format_time)
register.filter("hours_to", dates.format_hours_between)
register.filter("duration", dates.format_duration)
register.filter("size", words.sized)
