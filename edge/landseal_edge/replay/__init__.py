"""Recordings that stand in for a sensor."""
