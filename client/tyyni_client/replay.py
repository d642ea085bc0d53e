"""Play a recorded call into the service: at true speed, or as fast as the service keeps up."""

from __future__ import annotations

import asyncio
from itertools import islice

from tyyni import wire
from tyyni.units import FRAME_MS
from tyyni_client.connection import CallConnection
from tyyni_client.recording import Recording


async def play(
    recording: Recording,
    connection: CallConnection,
    *,
    true_speed: bool = True,
    most_frames: int | None = None,
) -> wire.Ended:
    """Play the whole recording, hang up, and wait until the service has worked it through.

    At true speed every frame is sent when its last sample would have been spoken, on a schedule that is fixed
    when playing begins, so that no delay adds up. With ``most_frames`` the call ends after so many frames.

    Raises:
        TyyniError: what the recording or the connection raises.
    """
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    for count, frames in enumerate(islice(recording.frames(), most_frames), start=1):
        if connection.over:
            break  # the service ended the call; `hang_up` tells with what
        if true_speed:
            due_s = begun_s + count * FRAME_MS / 1000
            await asyncio.sleep(max(due_s - loop.time(), 0.0))
        else:
            await connection.room()
        for party, samples in frames.items():
            connection.hear(party, samples)
    return await connection.hang_up()
