"""How often recognition is right, and how it is trained: on recordings and on simulated days."""
