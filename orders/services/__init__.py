"""Writes of this room that other rooms use."""

from orders.services.box_sets import install_box_sets

__all__ = ["install_box_sets"]
