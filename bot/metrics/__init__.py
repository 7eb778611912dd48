"""What the processes measure of themselves, and the internal port on which Prometheus reads it."""
