"""What a calibration has found, as lines: for the owner, and for `server.toml`."""

from collections.abc import Sequence

from landseal.errors import LandsealError
from landseal.words import Role
from landseal_edge.harness.fitting.calibration import Calibration
from landseal_edge.harness.fitting.calibration_verdict import Finding, Quality

_MARKS = {Quality.GOOD: "good", Quality.DOUBTFUL: "doubtful", Quality.REFUSED: "NOT GOOD"}


def report(found: Calibration, findings: Sequence[Finding]) -> str:
    """Return what was looked at, one line each, and the numbers that it rests on."""
    lines = [f"  {_MARKS[one.quality]:8}  {one.what}{_then(one.remedy)}" for one in findings]
    return "\n".join([*lines, *(f"  {'':8}  {line}" for line in _numbers(found))])


def server_lines(*, edge: str, sensor: str, role: Role, mount_deg: Sequence[float]) -> str:
    """Return her sensor's part of `server.toml` (docs/configuration.md)."""
    angles = ", ".join(f"{angle:g}" for angle in mount_deg)
    return "\n".join(
        [
            f'edge = "{edge}"',
            f'sensor = "{sensor}"',
            f'role = "{role}"',
            f"mount_deg = [{angles}]",
        ]
    )


def _numbers(found: Calibration) -> list[str]:
    evidence = found.evidence
    measured = f"{evidence.table.seconds:.0f} s on the table, {evidence.lying.seconds:.0f} s on her"
    return [
        f"{measured}, turning by {evidence.lying.turned_deg:.1f} degrees",
        f"up on the table and up on her as she lies: {found.tilt_deg:.0f} degrees apart",
    ]


def _then(remedy: str) -> str:
    return f". {remedy}" if remedy else ""


def role_of(sensor: str) -> Role:
    """Return where a sensor is worn, as far as its name tells: what is called pelvis is no trunk."""
    return Role(sensor) if sensor in set(Role) else Role.TRUNK


def require_harness(role: Role) -> None:
    """Refuse what this procedure does not fit.

    Raises:
        LandsealError: the role is not a harness's; says why.
    """
    if role in (Role.TRUNK, Role.PELVIS):
        return
    why = {
        Role.COLLAR: "a collar turns round her neck all day: no calibration of it would hold",
        Role.SLING: "a tag on a sling tells only that it moves: it needs no calibration",
        Role.CART: "a tag on a cart tells only that it moves: it needs no calibration",
    }.get(role, "a sensor on a thigh is calibrated on her side with the leg held, by her vet: not here yet")
    raise LandsealError(why, where=f"role {role}", remedy="For a harness: --role trunk or --role pelvis.")
