"""What `tyyni bench heat` hears; the whole way is in test_heat_cli."""

from __future__ import annotations

from pathlib import Path

import pytest

from tyyni_bench import heat_measuring
from tyyni_bench.heat_measuring import measure
from tyyni_bench.manifest import Clip


def test_ctrl_c_keeps_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_given):  # type: ignore[no-untyped-def]
        yield "one clip"
        raise KeyboardInterrupt

    monkeypatch.setattr(heat_measuring, "score_clips", stopped)
    measured, partial = measure([Clip(Path("x"), "fi", emotion="anger")], [], phone=False)
    assert partial
    assert measured.scores == ["one clip"]
