"""The `tyyni` command: it only mounts what each part offers."""

from __future__ import annotations

import sys

import typer

from tyyni.errors import TyyniError
from tyyni.history.cli import app as history_app
from tyyni.playbooks.cli import app as playbook_app
from tyyni.serve.agents_cli import app as agents_app
from tyyni.serve.cli import serve
from tyyni_bench.cli import app as bench_app
from tyyni_bench.cli import demo
from tyyni_bench.replay_cli import replay_calls
from tyyni_models.cli import app as models_app

app = typer.Typer(
    help="Tyyni: a real-time voice coach for call centres, on your own machine.", no_args_is_help=True
)
app.add_typer(models_app, name="models")
app.add_typer(bench_app, name="bench")
playbook_app.command(name="replay")(replay_calls)
app.add_typer(playbook_app, name="playbook")
app.add_typer(agents_app, name="agents")
app.add_typer(history_app, name="history")
app.command()(serve)
app.command()(demo)


@app.callback()
def tyyni() -> None:
    """Listen to calls, coach the agent, on your own machine."""


def main() -> None:
    """Run the command; what a user can mend is said in one line, with its code."""
    try:
        app()
    except TyyniError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
