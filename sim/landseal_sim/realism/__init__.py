"""How real the simulated dog is: measured on herself, and held against recordings of real dogs."""
