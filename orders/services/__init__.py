"""Writes of this room that other rooms use."""
