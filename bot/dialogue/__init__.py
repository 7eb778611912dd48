"""What makes Rasa ours: one departure from its own code a file, each with its reason."""
