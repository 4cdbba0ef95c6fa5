"""How a sensor is held: the pocket's own orientation, the error of each fitting, and slips."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from landseal.words import Role
from landseal_server.recognise.mount import rotation_from_angles
from landseal_sim.acts.script import Act
from landseal_sim.life.calendar import SECONDS_PER_DAY
from landseal_sim.world.model import SensorSection

POCKET_DEG: Final = {
    Role.TRUNK: (4.0, -6.0, 90.0),
    Role.PELVIS: (-5.0, 3.0, 180.0),
    Role.THIGH_LEFT: (90.0, 0.0, 0.0),
    Role.THIGH_RIGHT: (-90.0, 0.0, 0.0),
    Role.COLLAR: (0.0, 90.0, 0.0),
    Role.SLING: (0.0, 0.0, 0.0),
    Role.CART: (0.0, 0.0, 0.0),
}
"""Roll, pitch and yaw of each pocket in the body frame: askew, as pockets are."""

_RECENT = 200  # more slips within one act there are not


@dataclass
class Fitting:
    """The rotation from the body's axes to the sensor's, as time goes on."""

    role: Role
    section: SensorSection
    rng: np.random.Generator
    _from_s: list[float] = field(default_factory=list)
    _mounts: list[NDArray[np.float64]] = field(default_factory=list)
    _error_deg: NDArray[np.float64] = field(default_factory=lambda: np.zeros(3))
    _next_slip_s: float = 0.0
    _worn: bool = False

    def follow(self, act: Act) -> None:
        """Take in the next act: a harness that is put on is fitted anew, and one that is worn may slip."""
        if act.harness_on and not self._worn:
            self._error_deg = np.array([self.section.mount_error_deg.draw(self.rng) for _ in range(3)])
            self._set(act.start_s)
            self._next_slip_s = act.start_s + self._until_slip_s()
        while act.harness_on and self._next_slip_s < act.end_s:
            self._error_deg = self._error_deg + np.array(
                [self.section.slip_deg.draw(self.rng), *self._lesser()]
            )
            self._set(self._next_slip_s)
            self._next_slip_s += self._until_slip_s()
        if not act.harness_on and self._worn:
            self._set(act.start_s, on_table=True)
        self._worn = act.harness_on

    def mount(self, at_s: float) -> NDArray[np.float64]:
        """Return the rotation (3, 3) from the sensor's axes to the body's (on a table: to the table's)."""
        return self._mounts[max(0, bisect_right(self._from_s, at_s) - 1)]

    def changes(self) -> list[float]:
        """Return when the mount has changed last: at the newest fitting, and at the slips since."""
        return self._from_s[-_RECENT:]

    def _lesser(self) -> list[float]:
        return [0.3 * self.section.slip_deg.draw(self.rng) for _ in range(2)]

    def _until_slip_s(self) -> float:
        a_day = self.section.slips_a_day
        return float(self.rng.exponential(SECONDS_PER_DAY / a_day)) if a_day else float("inf")

    def _set(self, from_s: float, *, on_table: bool = False) -> None:
        roll, pitch, yaw = POCKET_DEG[self.role]
        askew = self.rng.uniform(-180, 180, 3) if on_table else self._error_deg
        self._from_s.append(from_s)
        self._mounts.append(rotation_from_angles(roll + askew[0], pitch + askew[1], yaw + askew[2]))
