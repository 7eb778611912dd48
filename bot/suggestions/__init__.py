"""What customers suggest or praise, and what became of it."""
