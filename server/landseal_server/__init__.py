"""What runs on the server: it thinks, it keeps, it tells."""
