"""Time series behind one protocol."""
