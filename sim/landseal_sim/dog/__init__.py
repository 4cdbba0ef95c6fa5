"""The body: how big it is, how it is held, how it moves, and what that feels like to an accelerometer."""
