"""The air: scanning, connecting, and holding on to sensors."""
