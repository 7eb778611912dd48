"""What happens here, told to a company's own systems: signed, once it is certain, until they have it."""
