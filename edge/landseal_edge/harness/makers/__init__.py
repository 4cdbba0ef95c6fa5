"""One module for each maker of sensors: its bytes, and nothing else. `known.py` lists them."""
