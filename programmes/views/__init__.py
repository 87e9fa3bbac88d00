"""The pages of the programmes room."""
