from __future__ import annotations

from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni.serve.settings import ServeSettings, load_settings


def test_defaults_keep_to_this_machine() -> None:
    settings = ServeSettings()
    assert settings.host == "127.0.0.1"
    assert settings.allowed_origins == ()
    assert settings.model == "base"
    assert settings.workers >= 1
    assert settings.threads >= 1
    assert (settings.glossary, settings.playbook_hotwords) == (None, False)
    assert (settings.history, settings.database_url, settings.keep_transcripts) == (True, None, False)
    assert not settings.keep_audio


def test_the_password_of_the_database_is_not_shown() -> None:
    assert "pass1234" not in repr(ServeSettings(database_url="postgresql://me:pass1234@host/name"))


def test_the_environment_overrides_and_what_is_given_overrides_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TYYNI_PORT", "9001")
    monkeypatch.setenv("TYYNI_MAX_CALLS", "3")
    monkeypatch.setenv("TYYNI_DATA_DIR", "/somewhere")
    monkeypatch.setenv("TYYNI_GLOSSARY", "names.txt")
    monkeypatch.setenv("TYYNI_PLAYBOOK_HOTWORDS", "1")
    settings = load_settings(port=9002, host=None)
    assert (settings.port, settings.max_calls, settings.data_dir) == (9002, 3, Path("/somewhere"))
    assert (settings.glossary, settings.playbook_hotwords) == (Path("names.txt"), True)


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TYYNI_ALLOWED_ORIGINS", "https://a.example/, https://b.example ,")
    assert load_settings().allowed_origins == ("https://a.example", "https://b.example")
    assert load_settings(allowed_origins=("https://c.example",)).allowed_origins == ("https://c.example",)


def test_what_is_wrong_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TYYNI_PORT", "eighty")
    monkeypatch.setenv("TYYNI_MAX_CALLS", "0")
    with pytest.raises(TyyniError, match="settings_invalid") as raised:
        load_settings()
    assert "TYYNI_PORT" in raised.value.message
    assert "TYYNI_MAX_CALLS" in raised.value.message


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(TyyniError, match="settings_invalid"):
        load_settings(prot=1)


def test_waiting_work_is_read_together_on_a_gpu_or_when_told_to() -> None:
    assert ServeSettings().most_together(gpu=False) == 1
    assert ServeSettings().most_together(gpu=True) > 1
    assert ServeSettings(batch=3).most_together(gpu=False) == 3


def test_links_lead_to_the_public_address_or_the_one_it_binds() -> None:
    assert load_settings(port=9).base_url == "http://127.0.0.1:9"
    assert load_settings(host="0.0.0.0", port=9).base_url == "http://127.0.0.1:9"
    assert load_settings(host="::", port=9).base_url == "http://[::1]:9"
    assert load_settings(public_url="https://t.example").base_url == "https://t.example"


@pytest.mark.parametrize("setting", ["public_url", "webhook_url"])
def test_an_address_that_is_none_is_refused(setting: str) -> None:
    for wrong in ("t.example", "ftp://t.example", "https://", "http:// x"):
        with pytest.raises(TyyniError, match="settings_invalid"):
            load_settings(**{setting: wrong})


def test_the_secret_is_not_shown() -> None:
    assert "s3cret" not in repr(load_settings(webhook_secret="s3cret"))


def test_sound_is_kept_only_with_a_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TYYNI_KEEP_AUDIO", "1")
    assert load_settings().keep_audio
    with pytest.raises(TyyniError, match="audio_needs_history") as raised:
        load_settings(history=False)
    assert "TYYNI_HISTORY" in raised.value.message
