"""How content customers are: asked once for each resolution and each handoff, and followed up where they are not."""
