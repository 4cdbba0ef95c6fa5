"""All sensors of one dog, act by act: what each of them lets the Pi hear."""

from concurrent.futures import ThreadPoolExecutor

from landseal.words import Role
from landseal_sim.acts.script import Act
from landseal_sim.life.life import Life
from landseal_sim.sensing.pi import Pi
from landseal_sim.sensing.radio import Heard, Radio
from landseal_sim.sensing.sensor import Sensor


class Harness:
    """The sensors that a dog wears, and the tags on her things."""

    def __init__(self, life: Life) -> None:
        world, seed = life.world, life.seed
        self._life = life
        self._threads = ThreadPoolExecutor(max(1, len(life.section.sensors)))
        self.sensors = {role: Sensor(role, world.sensors[role], seed) for role in life.section.sensors}
        self.pi = Pi(world.radio, seed)
        self._radios = {
            role: Radio(role, world.radio, world.sensors[role].rate_hz, seed) for role in self.sensors
        }

    def hears(self, act: Act) -> list[tuple[Role, Heard]]:
        """Return what is heard of each sensor during an act, in parts; call it for each act in order."""
        felt = self._life.felt(act)

        def heard(role: Role) -> list[tuple[Role, Heard]]:
            sent = self._radios[role].send(self.sensors[role].measure(act, felt), act)
            return [(role, self._through(part)) for part in sent]

        # Sensors know nothing of one another: each has its own thread, and numpy lets them run side by side.
        return [part for parts in self._threads.map(heard, self.sensors) for part in parts]

    def _through(self, part: Heard) -> Heard:
        """Leave out what came while the Pi was down."""
        down = self.pi.is_down(part.at_s)
        return part.part(~down) if down.any() else part
