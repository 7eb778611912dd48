"""Complaints: filing, following, deciding, against the clock and on record."""
