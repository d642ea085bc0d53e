"""A real PostgreSQL server for tests: of its own, in a temporary folder, reached by a socket in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import needs
import psycopg
from sqlalchemy import URL

PROGRAMS = "/usr/lib/postgresql"
USER = "tyyni"
QUICK = "-c fsync=off -c full_page_writes=off"
"""A crash of the machine may cost these databases: they are thrown away."""


class PostgresServer:
    """Started and stopped by hand; each database is new and empty."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._names = count(1)

    def start(self) -> None:
        """Start it and wait until it can be used."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self._folder} {QUICK}"
        self._run(
            "pg_ctl", "-D", f"{self._folder}/data", "-w", "-l", f"{self._folder}/log", "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop it at once, with connections open."""
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-m", "immediate", "stop")

    def make(self) -> None:
        """Make the folder of its data."""
        data = f"{self._folder}/data"
        self._run(
            "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )

    def new_database(self) -> URL:
        """Return the address of a new schema: empty like a new database, and there in no time."""
        name = f"history_{next(self._names)}"
        with psycopg.connect(
            host=str(self._folder), user=USER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        query = {"host": str(self._folder), "options": f"-csearch_path={name}"}
        return URL.create("postgresql+psycopg", username=USER, database="postgres", query=query)

    def _run(self, program: str, *args: str) -> None:
        # The server refuses to run as root.
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        prefix = as_postgres if os.geteuid() == 0 else []
        command = [*prefix, str(self._programs / program), *args]
        # Output to a file of its own: the server would hold a pipe open.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, stdout=said, stderr=said, cwd=self._folder, check=False)
            said.seek(0)
            assert done.returncode == 0, said.read().decode()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server, or skip."""
    programs = max(Path(PROGRAMS).glob("*/bin/initdb"), default=None, key=lambda path: int(path.parts[-3]))
    if programs is None:
        needs.lacking("PostgreSQL is not there: install it (Debian: apt install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="tyyni-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        server = PostgresServer(programs.parent, folder)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
