"""Options of the commands: what a prediction may know, and what is left out of learning."""

from enum import StrEnum


class Mode(StrEnum):
    """What may be known when a second is judged."""

    LIVE = "live"
    """What came before it, and no calibration."""
    WHOLE = "whole"
    """The whole session."""


class LeaveOut(StrEnum):
    """What is left out together."""

    DATE = "date"
    BLOCK = "block"
    """Half a day."""
