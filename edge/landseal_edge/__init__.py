"""What runs on the Raspberry Pi: sensors and cameras in, blocks out, kept until the server has them."""
