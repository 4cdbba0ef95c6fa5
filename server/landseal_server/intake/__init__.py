"""From messages to epochs: decoded, counted once, written down raw, put in order."""
