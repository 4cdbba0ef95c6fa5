"""Landseal's core: the words and the wire, shared by edge, server and simulator.

Nothing in here talks to a radio, a broker or a database, and nothing in here imports another part of
Landseal. `docs/architecture.md` shows how one accelerometer sample passes through all parts.
"""

__version__ = "0.1.0"
