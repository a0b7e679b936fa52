"""``trainjob lsp``: the language server, for editors.

Standard output is the protocol's; messages go to standard error.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging

from statemachine.errors import UsageError

_EPILOG = """\
An editor starts this command and talks to it over standard input and output; docs/editors.md shows how to
set up VS Code, Neovim, Emacs, Helix and JetBrains IDEs. It needs the extra lsp: pip install 'trainjob[lsp]'

exit status:
  0  the editor has shut the server down
  1  the connection ended without that
  2  wrong usage, a broken configuration that was named, or the extra is missing
"""


def run(arguments: list[str]) -> int:
    """Run the command with the arguments that follow its name; give the exit status."""
    options = parser().parse_args(arguments)
    if any(importlib.util.find_spec(name) is None for name in ("pygls", "lsprotocol")):
        raise UsageError("the language server needs pygls; install it with: pip install 'trainjob[lsp]'")

    _log(options.log)
    from statemachine.lsp.server import serve
    from statemachine.lsp.settings import Settings

    return serve(Settings(options.config, isolated=options.isolated))


def parser() -> argparse.ArgumentParser:
    """Build the parser of ``trainjob lsp``."""
    made = argparse.ArgumentParser(
        prog="trainjob lsp",
        description="Serve an editor: findings while you type, explanations, completion and fixes.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument(
        "--config",
        metavar="FILE",
        default="",
        help="use this configuration; default: the closest trainjob.yaml upwards",
    )
    made.add_argument("--isolated", action="store_true", help="use no configuration")
    made.add_argument("--stdio", action="store_true", help="talk over standard input and output; the only way")
    made.add_argument("--log", metavar="FILE", help="write what the server does to this file")
    return made


def _log(path: str | None) -> None:
    """Write the log to a file, or of grave things only to standard error."""
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    if path is None:
        logging.basicConfig(level=logging.WARNING, format=form)
        logging.getLogger("pygls").setLevel(logging.CRITICAL)
        return
    try:
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--log: {path}: {error.strerror}") from None
    logging.basicConfig(handlers=[handler], level=logging.INFO, format=form)
    # It would write down each message, and with them what the documents hold.
    logging.getLogger("pygls.protocol.json_rpc").setLevel(logging.WARNING)
