"""The world as files: every parameter and distribution of dog, home, sensors and radio, with its bounds."""
