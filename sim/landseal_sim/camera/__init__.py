"""What a pet-cam in her room sees, as pixels: a scene in, pictures out. Boxes are the edge's to find."""
