"""From events to people: who is told what, in which words, once."""
