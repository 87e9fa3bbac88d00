"""How quick our pages are, told as a ratio to a bare Django page on the same machine."""
