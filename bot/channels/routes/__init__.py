"""The routes of the customer API, one file a resource."""
