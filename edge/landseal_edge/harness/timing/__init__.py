"""Which samples a sensor's packets hold, and when each of them was taken."""
