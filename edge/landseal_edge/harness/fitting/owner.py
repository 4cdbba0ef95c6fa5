"""Speaking with the owner: a protocol, so that a page or a test can take a terminal's place."""

import asyncio
import sys
import termios
from collections.abc import Mapping
from typing import Protocol

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from landseal.errors import LandsealError


class Owner(Protocol):
    """Whoever holds the harness."""

    def tell(self, text: str) -> None:
        """Say something that stays."""
        ...

    def live(self, text: str) -> None:
        """Say what is now; the next takes its place. Empty: nothing is now."""
        ...

    async def ready(self, text: str) -> None:
        """Ask for something to be done, and wait until it is."""
        ...

    async def choose(self, text: str, answers: Mapping[str, str]) -> str:
        """Ask a question; return the key of the answer. The first is what silence means."""
        ...


class TerminalOwner:
    """The owner at a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown: Live | None = None

    def tell(self, text: str) -> None:
        """Print a paragraph."""
        self.live("")
        self._console.print(Text(text))

    def live(self, text: str) -> None:
        """Show one line that changes."""
        if not text:
            if self._shown is not None:
                self._shown.stop()
                self._shown = None
            return
        if self._shown is None:
            self._shown = Live(console=self._console, auto_refresh=False, transient=True)
            self._shown.start()
        self._shown.update(Text(text, style="cyan"), refresh=True)

    async def ready(self, text: str) -> None:
        """Wait for Enter."""
        self.tell(text)
        await self._line("Press Enter when it is so: ")

    async def choose(self, text: str, answers: Mapping[str, str]) -> str:
        """Ask until the answer is one of them: its number, or its word."""
        self.tell(text)
        keys, words = list(answers), {key.lower(): key for key in answers}
        for number, key in enumerate(keys, start=1):
            self._console.print(Text(f"  {number}  {answers[key]}"))
        while True:
            line = (await self._line(f"1-{len(keys)} (Enter: 1): ")).strip().lower() or "1"
            if line in words:
                return words[line]
            if line.isdecimal() and 1 <= int(line) <= len(keys):
                return keys[int(line) - 1]

    async def _line(self, prompt: str) -> str:
        """Read a line without stopping the radio."""
        typer.echo(prompt, nl=False, err=self._console.stderr)
        if sys.stdin.isatty():
            try:
                await _typed(sys.stdin.fileno())
            except BaseException:
                typer.echo(err=self._console.stderr)  # what is said next does not stand behind the question
                raise
        line = sys.stdin.readline()
        if not line:
            typer.echo(err=self._console.stderr)
            raise LandsealError("nobody answers", remedy="This asks questions: run it in a terminal.")
        return line


async def _typed(terminal: int) -> None:
    """Wait until a line is typed: by the event loop, as a thread would outlive Ctrl-C."""
    termios.tcflush(terminal, termios.TCIFLUSH)  # an Enter from before answers no question of now
    loop, typed = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(terminal, typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(terminal)
