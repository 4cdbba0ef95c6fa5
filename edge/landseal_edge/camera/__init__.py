"""The pet-cam: frames in, motion per second out; the last pictures are kept for whoever asks."""
