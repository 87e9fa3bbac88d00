"""The pages at the top of the house."""
