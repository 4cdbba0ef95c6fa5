"""Somebody comes to her, and goes again: how every act begins and ends in which a person has a hand."""

from landseal_sim.acts.lie import tell_lying
from landseal_sim.acts.script import Script


def comes(script: Script) -> None:
    """Let a person come, and bend down to her."""
    script.to(3.0, person_x=script.pose.x + 0.1).to(1.0, stoop=1.0)


def goes(script: Script) -> None:
    """Let the person get up and leave; she lies."""
    from_s = script.now_s
    script.to(1.0, stoop=0.0).to(4.0, person_x=-0.5)
    tell_lying(script, from_s)


def tell_place(script: Script) -> None:
    """Note how she lay until they took hold of her."""
    tell_lying(script, 0.0, script.now_s)
