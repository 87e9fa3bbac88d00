"""Reads: querysets in, querysets or plain facts out."""
