"""What the programmes room tells people, one module for each occasion."""
