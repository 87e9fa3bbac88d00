"""Writes of this room that other rooms use."""

from modules.services.installing import install_modules

__all__ = ["install_modules"]
