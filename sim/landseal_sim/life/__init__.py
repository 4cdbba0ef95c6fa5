"""A life: one act after another, by the hour, the people of the house and the course of her recovery."""
