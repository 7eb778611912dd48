"""What the customer API and the desk share: bodies, threads, errors, files."""
