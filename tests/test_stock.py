"""faster-whisper as it comes."""

from __future__ import annotations

import needs
import pytest

from tyyni.units import Party
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.playing import open_known
from tyyni_bench.stock import StockWhisper
from tyyni_bench.summing import whole_tracks


@pytest.mark.model
def test_it_reads_a_sentence() -> None:
    folder = needs.model()
    caller = whole_tracks(open_known(DEMO_CALLS / "en-wrong-order.flac").recording)[Party.CALLER]
    stock = StockWhisper(folder, threads=2, workers=1, device="cpu", compute_type="int8")
    heard = stock.read(caller[6_000 * 16 : 8_175 * 16], "en")
    assert "coffee machine" in heard.text.lower()
    assert heard.suppressed is None
