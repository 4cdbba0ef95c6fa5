"""A radio that can be computed: bleak over virtual controllers, and sensors that speak as each maker's do."""
