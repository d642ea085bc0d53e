"""`tyyni bench make-set`: the sets that `tyyni bench transcription` measures on, made or listed by command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from tyyni_bench.clip_set import MANIFEST, unwritable, write_set
from tyyni_bench.finnish_set import finnish_clips, finnish_lines
from tyyni_bench.free_sets import Layout, clips_of
from tyyni_bench.manifest import Clip, write_manifest
from tyyni_bench.noise_set import SEED, noise_clips, noise_plan
from tyyni_bench.product_names import GLOSSARY, glossary_text, name_clips, name_lines, product_names

app = typer.Typer(no_args_is_help=True, help="Make sets of clips to measure the reading of speech on.")

Folder = Annotated[
    Path, typer.Argument(help="Where the clips and their manifest.tsv go; it is made when needed.")
]
Phone = Annotated[
    bool, typer.Option("--phone", help="Pass all sound through a telephone line: 300-3400 Hz, 8 kHz, µ-law.")
]


@app.callback()
def make_set() -> None:
    """Make sets of clips to measure the reading of speech on."""


@app.command()
def finnish(
    folder: Folder,
    phone: Phone = False,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many sentences, evenly spread.")
    ] = None,
) -> None:
    """Let two synthetic Finnish voices say what callers and agents say, with the time of every word.

    Needs Festival and its voices (Debian: apt install festival festvox-suopuhe-mv festvox-suopuhe-lj).

    \b
    tyyni bench make-set finnish sets/finnish
    """
    lines = finnish_lines(limit)
    _say(folder / MANIFEST, write_set(folder, finnish_clips(folder, lines, phone), len(lines)))


@app.command("product-names")
def named_products(folder: Folder, phone: Phone = False) -> None:
    """Let synthetic voices say made-up names of products, and write the glossary that holds them.

    Needs Festival and its voices (Debian: apt install festival festvox-suopuhe-mv festvox-suopuhe-lj
    festvox-us-slt-hts festvox-czech-dita festvox-czech-machac).

    \b
    tyyni bench make-set product-names sets/names
    """
    named = product_names()
    lines = name_lines(named)
    clips = write_set(folder, name_clips(folder, lines, phone), len(lines))
    glossary = folder / GLOSSARY
    try:
        glossary.write_text(glossary_text(named), encoding="utf-8")
    except OSError as error:
        raise unwritable(glossary, error) from error
    _say(folder / MANIFEST, clips)
    typer.echo(f"or with: tyyni bench glossary {folder / MANIFEST} --glossary {glossary}")


@app.command()
def noises(
    folder: Folder,
    phone: Phone = False,
    seed: Annotated[int, typer.Option(help="Another seed makes other clips of the same kinds.")] = SEED,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many clips, evenly spread.")] = None,
) -> None:
    """Make an hour of noise, tones, music and silence, in which nobody speaks: every word heard is a phantom.

    \b
    tyyni bench make-set noises sets/noises
    """
    plan = noise_plan(limit)
    _say(folder / MANIFEST, write_set(folder, noise_clips(folder, plan, seed, phone), len(plan)))


@app.command()
def from_folder(
    source: Annotated[Path, typer.Argument(help="The set as its makers lay it out, unpacked.")],
    out: Annotated[Path, typer.Argument(help="The manifest to write (.tsv), or a folder for manifest.tsv.")],
    layout: Annotated[Layout, typer.Option(help="Whose set it is.")],
    language: Annotated[str, typer.Option(help="Spoken, such as fi, pl or en.")],
    split: Annotated[str | None, typer.Option(help="Which part; without: test, or test-clean.")] = None,
) -> None:
    """List a free set of recorded speech that lies on this machine; its sound stays where it is.

    \b
    tyyni bench make-set from-folder cv-corpus/fi sets/cv-fi.tsv --layout common-voice --language fi
    """
    manifest = out if out.suffix == ".tsv" else out / MANIFEST
    clips = clips_of(source, layout, language, split)
    try:
        manifest.parent.mkdir(parents=True, exist_ok=True)
        write_manifest(manifest, clips)
    except OSError as error:
        raise unwritable(manifest, error) from error
    _say(manifest, clips)


def _say(manifest: Path, clips: Sequence[Clip]) -> None:
    made_of = f" ({clips[0].made_of})" if clips[0].made_of else ""
    typer.echo(f"{manifest}: {len(clips)} clip(s){made_of}")
    typer.echo(f"measure with: tyyni bench transcription {manifest}")
