"""Shared learning: calls, stories, groups, events. Not built yet."""
