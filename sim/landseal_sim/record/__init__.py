"""A life as files, as a picture, and as a store that looks as if she had lived in this home."""
