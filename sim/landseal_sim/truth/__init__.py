"""The truth beside the life: what a detector is held against, and never shown."""
