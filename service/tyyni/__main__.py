"""Where the `tyyni` command and `python -m tyyni` begin."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command, or say which extra this installation lacks: the base install is the light client."""
    try:
        from tyyni.cli import main as command
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0].startswith("tyyni"):
            raise
        print(
            f"this installation has only the client, `tyyni-agent`: {error.name} is missing. "
            "The service needs `pip install 'tyyni[service]'` [extra_missing]",
            file=sys.stderr,
        )
        sys.exit(1)
    command()


if __name__ == "__main__":
    main()
