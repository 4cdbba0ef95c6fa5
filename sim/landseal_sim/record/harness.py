"""All sensors of one dog, act by act: what each of them lets the Pi hear."""

from collections.abc import Iterator, Sequence

from landseal.words import Role
from landseal_sim.acts.script import Act
from landseal_sim.life.life import Life
from landseal_sim.sensing.pi import Pi
from landseal_sim.sensing.radio import Heard, Radio
from landseal_sim.sensing.sensor import Sensor


class Harness:
    """The sensors that a dog wears, and the tags on her things."""

    def __init__(self, life: Life, roles: Sequence[Role] | None = None) -> None:
        world, seed = life.world, life.seed
        self._life = life
        worn = life.section.sensors if roles is None else roles
        self.sensors = {role: Sensor(role, world.sensors[role], seed) for role in worn}
        self.pi = Pi(world.radio, seed)
        self._radios = {
            role: Radio(role, world.radio, world.sensors[role].rate_hz, seed) for role in self.sensors
        }

    def hears(self, act: Act) -> Iterator[tuple[Role, Heard]]:
        """Yield what is heard of each sensor during an act, in parts; call it for each act in order."""
        felt = self._life.felt(act)
        for role, sensor in self.sensors.items():
            for part in self._radios[role].send(sensor.measure(act, felt), act):
                yield role, self._through(part)

    def _through(self, part: Heard) -> Heard:
        """Leave out what came while the Pi was down."""
        down = self.pi.is_down(part.at_s)
        return part.part(~down) if down.any() else part
