"""The harness: real sensors, heard over Bluetooth Low Energy."""
