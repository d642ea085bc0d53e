"""Take an edited playbook while the service runs; a broken edit is refused, and the one in use stays.

A call keeps the playbook it began with: what a rule has shown, its rest and the cues heard so far belong to that
one, and a call lasts minutes. So the next call is the safe moment to switch, and nobody's screen changes its rules
in the middle of a sentence. The model's hotwords (`TYYNI_PLAYBOOK_HOTWORDS`) stay those of the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import structlog

from tyyni.coach.phrases import phrase_index
from tyyni.coach.playbook import Playbook
from tyyni.playbooks.diff import diff_lines
from tyyni.playbooks.loader import load_playbook, toml_files
from tyyni.playbooks.schema import LANGUAGES, PlaybookError
from tyyni.serve.metrics import Metrics

log = structlog.get_logger()

Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of change in ns, and size of each file; empty: nothing to read."""


@dataclass(frozen=True, slots=True)
class PlaybookState:
    """Which playbook new calls get, and whether an edit of it was refused."""

    version: str
    refused: str | None = None
    """Code of what is wrong with the files as they are now; the log says where."""


class PlaybookWatch:
    """Looks at the files of a playbook; no clock and no thread of its own: call `look` once a second."""

    def __init__(self, path: Path, in_use: Playbook) -> None:
        self.state = PlaybookState(in_use.version)
        self._path = path
        self._in_use = in_use
        # The first looks read it anew: it may have changed while the speech model was loading.
        self._seen: Stamp | None = None
        self._read: Stamp | None = None

    def look(self, metrics: Metrics) -> Playbook | None:
        """Return a playbook that new calls are to get, to be handed out and then told with `taken`; None: no new one.

        Files are read once they are the same at two looks: an editor may be half-way through writing. Reads files and
        prepares phrases, which takes some tenths of a second after a change: not for the event loop.
        """
        stamp = _stamp(self._path)
        settled = stamp == self._seen
        self._seen = stamp
        if not settled or stamp == self._read:
            return None
        self._read = stamp
        try:
            playbook = load_playbook(self._path)
        except PlaybookError as error:
            self._refuse(error, metrics)
            return None
        metrics.playbook_refused.set(0)
        if playbook.version == self._in_use.version:
            self.state = PlaybookState(playbook.version)
            return None
        for language in LANGUAGES:
            phrase_index(playbook.cues, language)
        return playbook

    def taken(self, playbook: Playbook, metrics: Metrics) -> None:
        """Say that new calls get the playbook that `look` returned; not before they do, since others go by it."""
        changes = diff_lines(self._in_use, playbook)
        log.info("playbook_taken", version=playbook.version, was=self._in_use.version, changes=len(changes))
        metrics.playbook_edits.labels("taken").inc()
        self._in_use = playbook
        self.state = PlaybookState(playbook.version)

    def _refuse(self, error: PlaybookError, metrics: Metrics) -> None:
        self.state = PlaybookState(self._in_use.version, refused=error.code)
        metrics.playbook_refused.set(1)
        metrics.playbook_edits.labels("refused").inc()
        log.error("playbook_refused", code=error.code, message=error.message, kept=self._in_use.version)


def _stamp(path: Path) -> Stamp:
    try:
        stats = [(file.name, file.stat()) for file in toml_files(path)]
    except (OSError, PlaybookError):
        return ()
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)
