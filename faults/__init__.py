"""The fault suite: the real processes and services, broken again and again while customers talk; see docs/faults.md."""
