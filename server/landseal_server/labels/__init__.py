"""Labels: what people's taps say of the detector on this very dog, and what it learns from them."""
