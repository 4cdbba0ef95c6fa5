"""What an epoch shows of wear and of help, as the rules of both read it."""

from landseal.blocks import AccelBlock, MotionSecond
from landseal.units import NS_PER_S, whole_second
from landseal.words import THINGS, Role
from landseal_server.episodes import assistance
from landseal_server.episodes.assistance import HelpMemory, Sign
from landseal_server.episodes.reading import Reading
from landseal_server.intake.lane import Epoch
from landseal_server.recognise import tags, wear
from landseal_server.recognise.run import Profile


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
    things = [role for role in profile.mounts if role in THINGS]
    signs = _seen(epoch, profile)
    moved_ns: list[int] = []
    if things:
        moved_ns = _moved_ns(memory, epoch)
        silent_ns = epoch.t_ns - assistance.SILENT_AFTER_S * NS_PER_S
        if any(memory.tags_ns.get(role, -1) < silent_ns for role in things):
            signs.append(Sign.TAG_SILENT)
    assistance.note(memory, epoch.t_ns, signs, tags_moved_ns=moved_ns)


def _moved_ns(memory: HelpMemory, epoch: Epoch) -> list[int]:
    """Return the seconds in which a tag has moved, of those that it tells of now; remember how it hangs."""
    moved_ns: list[int] = []
    for role, blocks in epoch.tags().items():
        moves, memory.tags_g[role] = tags.moved(blocks, memory.tags_g.get(role))
        memory.tags_ns[role] = whole_second(blocks[-1].t0_ns)
        if moves:
            if role is Role.SLING:
                memory.sling_ns = memory.tags_ns[role]
            moved_ns += [whole_second(block.t0_ns) for block in blocks]
    return moved_ns


def _seen(epoch: Epoch, profile: Profile) -> list[Sign]:
    """Return what the cameras show of persons, and whether any could have shown one beside her."""
    signs, watched = [], False
    for arrival in epoch.arrivals:
        second = arrival.block
        if isinstance(second, MotionSecond):
            if second.persons:
                signs.append(Sign.PERSON_SEEN)
            in_view = second.box is not None and arrival.source in profile.cameras
            watched |= in_view and second.persons is not None
    return signs if watched else [*signs, Sign.UNWATCHED]
