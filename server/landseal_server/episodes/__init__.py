"""From seconds to events: the state machine of one pet. Pure; no clock, no array library."""
