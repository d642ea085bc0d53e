"""`tyyni serve` as a process of its own."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import httpx
import needs
import pytest

from tyyni.errors import TyyniError
from tyyni_bench.service_process import running_service


@pytest.mark.model
async def test_it_is_ready_when_entered_and_gone_when_left(tmp_path: Path) -> None:
    needs.model()
    async with running_service(data_dir=tmp_path) as service:
        async with httpx.AsyncClient(base_url=service.target.base_url) as visitor:
            assert (await visitor.get("/readyz")).json()["state"] == "ready"
            page = await visitor.get(
                "/metrics", headers={"Authorization": f"Bearer {service.target.supervisor_token}"}
            )
            assert page.status_code == 200
        assert service.ready_s > 0
        assert service.target.agent_token != service.target.supervisor_token
        assert service.target.pid == service.pid
        os.kill(service.pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(service.pid, 0)
    keys = tmp_path / "access-keys.json"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600, "the folder that was given keeps the keys"


async def test_what_the_service_says_when_it_cannot_start_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TYYNI_MODELS", str(tmp_path))
    with pytest.raises(TyyniError, match="tyyni models fetch base") as refused:
        async with running_service(model="base"):
            raise AssertionError("it cannot have started")
    assert refused.value.code == "service_failed"
