"""Dates, times and durations in templates, in the words of core.dates."""

from django import template

from productive_leader.core import dates

register = template.Library()

register.filter("long_date", dates.format_date)
register.filter("short_date", dates.format_short_date)
register.filter("clock", dates.format_time)
register.filter("duration", dates.format_duration)
