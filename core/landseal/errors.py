"""Errors that a person can act on."""

from typing import ClassVar


class LandsealError(Exception):
    """Something outside the program is wrong: what, where, and how to mend it.

    The command line prints it as one line and leaves with `exit_code`, without a traceback; so it is
    raised for what a person can mend (a port, a file, a configuration), never for a defect of ours.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return `where: what. remedy` on one line."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        return " ".join((f"{line}. {self.remedy}" if self.remedy else line).split())


def first_of(group: BaseExceptionGroup[LandsealError]) -> LandsealError:
    """Return the first error of several that came together, however they are nested: a person mends one."""
    first = group.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first
