"""What she does, act by act: each function writes keyframes of her body and, beside them, the truth."""
