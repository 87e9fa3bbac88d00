"""Reads across rooms, for the pages at the top of the house."""
