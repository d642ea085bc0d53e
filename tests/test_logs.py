from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from tyyni.serve.logs import set_up_logs


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, root.level = list(before[0]), before[1]
    structlog.reset_defaults()


def test_json_logs_are_one_object_a_line_ours_and_the_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(as_json=True)
    structlog.get_logger().info("call_began", call_id="c")
    logging.getLogger("uvicorn.error").warning("from %s", "uvicorn")
    logging.getLogger("uvicorn.error").info("chatter")
    try:
        raise ZeroDivisionError("bug")
    except ZeroDivisionError:
        structlog.get_logger().exception("call_failed")
    began, library, failed = map(json.loads, capsys.readouterr().err.splitlines())
    assert (began["event"], began["call_id"], began["level"]) == ("call_began", "c", "info")
    assert library["event"] == "from uvicorn"
    assert "ZeroDivisionError: bug" in failed["exception"]


def test_text_logs_are_for_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(as_json=False)
    structlog.get_logger().warning("connection_lost", call_id="c")
    line = capsys.readouterr().err
    assert "connection_lost" in line
    assert "call_id=c" in line
