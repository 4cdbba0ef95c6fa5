"""Second-rate sensors on a wriggling dog, and the radio between them and the Pi."""
