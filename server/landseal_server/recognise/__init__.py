"""From samples to features and postures: pure numpy, all pets of a tick in one array."""
