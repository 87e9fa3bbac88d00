"""Organisations, people, dated roles, sign-in, "my data"."""
