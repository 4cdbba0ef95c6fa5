"""A dog that can be computed, and the demo: a whole home in one process."""
