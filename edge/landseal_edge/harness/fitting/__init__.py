"""What an owner does with a harness: find its sensors, tell them apart, measure how they sit."""
