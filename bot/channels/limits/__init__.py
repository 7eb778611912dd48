"""How much one conversation, one customer and one address may ask, and what passes all the same."""
