"""The routes of the desk API, one file a resource: each module here has `add_routes(blueprint)` and is found by itself."""
