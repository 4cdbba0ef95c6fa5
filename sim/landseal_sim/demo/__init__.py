"""The demo: broker, edge, server, dog and a phone to push to, all in one process."""
