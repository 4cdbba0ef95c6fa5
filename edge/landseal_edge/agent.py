"""The edge agent: every sensor and camera a task of its own, one uplink, one word about itself."""

import asyncio
import logging
import secrets
import shutil
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final, Protocol

import landseal
from landseal.clock import Clock
from landseal.config import MqttSection
from landseal.errors import LandsealError, first_of
from landseal.messages import Command, EdgeStatus, LinkStatus
from landseal.sources import Camera, Linked, SensorSource
from landseal.topics import Topics
from landseal_edge.camera.watch import CameraWatch
from landseal_edge.held import Held
from landseal_edge.reader import SensorReader
from landseal_edge.uplink import Uplink
from landseal_edge.upload import PictureUpload

_log = logging.getLogger(__name__)

STATUS_EVERY_S: Final = 10.0
"""Often enough for a person who looks, seldom enough for a broker that writes retained messages to disk."""


class Service(Protocol):
    """What sources need beside them: a radio that they share."""

    async def run(self) -> None:
        """Run until cancelled.

        Raises:
            LandsealError: it cannot be used, or has died: so has the agent.
        """
        ...


class Agent:
    """Reads sensors and cameras, and sends what they give until it is cancelled or they have all ended."""

    def __init__(  # noqa: PLR0913 -- the parts of an edge, each named by the caller
        self,
        *,
        topics: Topics,
        edge: str,
        mqtt: MqttSection,
        clock: Clock,
        sensors: Mapping[str, SensorSource],
        cameras: Mapping[str, Camera],
        upload: PictureUpload | None = None,
        services: Sequence[Service] = (),
    ) -> None:
        self._clock = clock
        self._boot = secrets.token_hex(8)
        self.held = Held(self._boot)
        self._uplink = Uplink(mqtt, topics, edge, self.held, self._status(online=False), self._obey)
        self._sensors = sensors
        self._upload = upload
        self._services = services
        self._watches = {n: CameraWatch(n, camera, clock, self._uplink) for n, camera in cameras.items()}
        self._readers = {n: SensorReader(n, s.rate_hz, clock, self._uplink) for n, s in sensors.items()}
        self._states = dict.fromkeys(sensors, "waiting")

    async def run(self) -> None:
        """Run until every source has ended and every block is confirmed.

        Raises:
            LandsealError: a source cannot be read and never will be.
        """
        try:
            async with asyncio.TaskGroup() as tasks:
                background = [tasks.create_task(work) for work in self._background()]
                async with asyncio.TaskGroup() as reading:
                    for name, source in self._sensors.items():
                        reading.create_task(self._read(name, source))
                    for watch in self._watches.values():
                        reading.create_task(watch.run())
                await self._uplink.all_confirmed()
                for task in background:
                    task.cancel()
        except* LandsealError as group:
            raise first_of(group) from None

    def _background(self) -> list[Coroutine[None, None, None]]:
        """Return what runs as long as the agent does; when one of them fails, so does the agent."""
        upload = [] if self._upload is None else [self._upload.run()]
        return [self._uplink.run(), self._tell(), *upload, *(service.run() for service in self._services)]

    async def _read(self, name: str, source: SensorSource) -> None:
        reader = self._readers[name]
        async for samples in source.samples():
            self._states[name] = "connected"
            reader.take(samples)
        reader.end()
        self._states[name] = "ended"

    async def _tell(self) -> None:
        """Tell how the edge is, soon after the start and then now and again."""
        pause_s = 1.0
        while True:
            await asyncio.sleep(pause_s)
            self._uplink.tell(self._status(online=True))
            pause_s = STATUS_EVERY_S

    def _status(self, *, online: bool) -> EdgeStatus:
        if not online:
            return EdgeStatus(online=False, version=landseal.__version__, boot=self._boot)
        sensors = [self._sensor_status(name) for name in self._readers]
        cameras = [
            LinkStatus(stream=name, state="connected" if watch.seconds else "waiting", blocks=watch.seconds)
            for name, watch in self._watches.items()
        ]
        return EdgeStatus(
            online=True,
            version=landseal.__version__,
            boot=self._boot,
            clock=self._clock.state(),
            unconfirmed_blocks=len(self.held),
            dropped_blocks=self.held.dropped,
            disk_free_bytes=shutil.disk_usage(Path.cwd()).free,
            links=sensors + cameras,
        )

    def _sensor_status(self, name: str) -> LinkStatus:
        source, blocks = self._sensors[name], self._readers[name].blocks
        if isinstance(source, Linked):
            return LinkStatus(stream=name, blocks=blocks, **asdict(source.figures()))
        return LinkStatus(stream=name, state=self._states[name], blocks=blocks)

    def _obey(self, command: Command) -> None:
        watch = self._watches.get(command.camera)
        if watch is None:
            _log.warning('a picture was asked of camera "%s", which is not here', command.camera)
            return
        picture = watch.pictures.nearest(command.at_ns)
        if picture is not None and self._upload is not None:
            self._upload.offer(command.event, picture)
