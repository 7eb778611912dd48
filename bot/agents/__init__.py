"""The people who answer customers."""
