"""Programmes, teams and leader-PA pairs."""
