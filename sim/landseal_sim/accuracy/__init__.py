"""How often the recogniser is right: taught, predicted with, and held against truth."""
