"""How often the recogniser is right: what it tells, held one by one against what is true."""
