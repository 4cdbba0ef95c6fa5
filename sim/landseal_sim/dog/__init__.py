"""The dog: what she does, how that feels to a sensor and looks to a camera, and the truth beside it."""
