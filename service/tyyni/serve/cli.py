"""`tyyni serve`: check everything that can be checked, print the two links, serve."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from tyyni.errors import TyyniError
from tyyni.history.database import history_url, upgrade
from tyyni.history.recordings import Recordings
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.serve.access import Role, load_keys
from tyyni.serve.agents import AGENTS_FILE, AgentBook
from tyyni.serve.app import build_app
from tyyni.serve.ears import load_ears
from tyyni.serve.glossary import hotwords_of, read_glossary
from tyyni.serve.languages import languages_of
from tyyni.serve.logs import set_up_logs
from tyyni.serve.reloading import PlaybookWatch
from tyyni.serve.server import TyyniServer, base_url, bind
from tyyni.serve.settings import load_settings
from tyyni_models.errors import ModelError
from tyyni_models.hotwords import token_count
from tyyni_models.store import verified_model_dir

KEYS_FILE = "access-keys.json"


def serve(
    host: Annotated[str | None, typer.Option(help="Address to bind (TYYNI_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to bind; 0 takes a free one (TYYNI_PORT).")] = None,
    model: Annotated[str | None, typer.Option(help="A model of `tyyni models list` (TYYNI_MODEL).")] = None,
    playbook: Annotated[
        Path | None,
        typer.Option(help="House rules over the default playbook, a folder or a file (TYYNI_PLAYBOOK)."),
    ] = None,
    glossary: Annotated[
        Path | None, typer.Option(help="Names of your products, one a line (TYYNI_GLOSSARY).")
    ] = None,
    keep_audio: Annotated[
        bool | None,
        typer.Option("--keep-audio", help="Keep the sound of calls, and say so in them (TYYNI_KEEP_AUDIO)."),
    ] = None,
    json_logs: Annotated[
        bool | None, typer.Option("--json-logs", help="One JSON object a line (TYYNI_JSON_LOGS).")
    ] = None,
) -> None:
    """Run the service: it listens to calls and coaches, on this machine only unless told otherwise.

    It prints a link for agents and one for supervisors. Every other setting is an environment variable, such
    as TYYNI_MAX_CALLS. It works with the network off. An edited playbook is taken while it runs, for the calls
    that begin then; one that is wrong is refused, and the log says why.
    """
    settings = load_settings(
        host=host,
        port=port,
        model=model,
        playbook=playbook,
        glossary=glossary,
        keep_audio=keep_audio,
        json_logs=json_logs,
    )
    set_up_logs(as_json=settings.json_logs)
    playbook_path = settings.playbook or DEFAULT_PLAYBOOK
    rules = load_playbook(playbook_path)
    languages = languages_of(settings.model)
    own_words = read_glossary(settings.glossary, languages) if settings.glossary else None
    try:
        model_dir = verified_model_dir(settings.model)
    except ModelError as error:
        raise TyyniError(error.code, error.message) from error
    phrases = rules if settings.playbook_hotwords else None
    hotwords = hotwords_of(languages, own_words, phrases, token_count(model_dir))
    keys = load_keys(settings.data_dir / KEYS_FILE)
    if settings.history:
        asyncio.run(upgrade(history_url(settings.database_url, settings.data_dir)))
    if settings.keep_audio:
        Recordings(settings.data_dir).prepare()
    watch = PlaybookWatch(playbook_path, rules)
    agents = AgentBook(settings.data_dir / AGENTS_FILE)
    app = build_app(settings, keys, lambda: load_ears(settings, model_dir, rules, hotwords), watch, agents)
    bound = bind(settings)
    server = TyyniServer(app, settings)
    access = server.service.access
    typer.echo(f"agents:      {access.link(base_url(bound), Role.AGENT)}")
    typer.echo(f"supervisors: {access.link(base_url(bound), Role.SUPERVISOR)}")
    server.run(sockets=[bound])
    readiness = server.service.readiness
    if readiness.state == "failed":
        raise TyyniError("model_unusable", readiness.reason)
