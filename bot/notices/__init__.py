"""What the company tells a customer of its own accord, and how it reaches her."""
