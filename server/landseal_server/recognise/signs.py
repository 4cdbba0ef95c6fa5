"""What an epoch shows of wear and of help, as the rules of both read it."""

from collections.abc import Iterator

from landseal.blocks import AccelBlock
from landseal.units import NS_PER_S, whole_second
from landseal.words import THINGS, Role
from landseal_server.episodes import assistance
from landseal_server.episodes.assistance import HelpMemory, Sign
from landseal_server.episodes.reading import Reading
from landseal_server.intake.lane import Epoch
from landseal_server.recognise import tags, wear
from landseal_server.recognise.tick import Profile


def of_wear(epoch: Epoch, reading: Reading, primary: Role) -> wear.Sign:
    """Return what a second says of the harness."""
    temperature_c = None
    for arrival in epoch.arrivals:
        if arrival.source is primary and isinstance(arrival.block, AccelBlock):
            temperature_c = arrival.block.temperature_c
    return wear.Sign(
        t_ns=epoch.t_ns,
        vedba_mg=reading.trunk.vedba_mg,
        ripple=reading.ripple,
        temperature_c=temperature_c,
    )


def note_help(memory: HelpMemory, epoch: Epoch, profile: Profile) -> None:
    """Note what a second shows of somebody helping her, or of nobody having been able to see it."""
    moved_ns: list[int] = []
    for role, blocks in epoch.tags().items():
        moves, memory.tags_g[role] = tags.moved(blocks, memory.tags_g.get(role))
        memory.tags_ns[role] = whole_second(blocks[-1].t0_ns)
        if moves:
            moved_ns += [whole_second(block.t0_ns) for block in blocks]
    assistance.note(memory, epoch.t_ns, _signs(memory, epoch, profile), tags_moved_ns=moved_ns)


def _signs(memory: HelpMemory, epoch: Epoch, profile: Profile) -> Iterator[Sign]:
    seen = epoch.motion()
    if any(second.persons for second in seen.values()):
        yield Sign.PERSON_SEEN
    in_view = [second for camera, second in seen.items() if camera in profile.cameras and second.box]
    if not any(second.persons is not None for second in in_view):
        yield Sign.UNWATCHED
    silent_ns = epoch.t_ns - assistance.SILENT_AFTER_S * NS_PER_S
    if any(memory.tags_ns.get(role, -1) < silent_ns for role in profile.mounts if role in THINGS):
        yield Sign.TAG_SILENT
