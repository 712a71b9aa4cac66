"""Copies a node's log while it runs, through SQLite's backup API, with what an auditor needs beside it.

The copy holds the log, its verifier key and the signer's state; it holds no private key, so it can
be verified and not written to.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

from licdsl.errors import SettingsError, Unavailable
from licdsl.stores.node_folder import NodeFolder
from licdsl.stores.schema import connect


def back_up(node: NodeFolder, copy: NodeFolder) -> None:
    """Copy `node` into the new folder `copy`; raises SettingsError where one stands already."""
    origin = node.origin()
    if copy.path.exists():
        raise SettingsError(f"`{copy.path}` is there already")
    copy.prepare()
    try:
        shutil.copyfile(node.verifier_key, copy.verifier_key)
        # The state first: a log may be ahead of its signer's memory, never behind it.
        shutil.copyfile(node.signer_state, copy.signer_state)
        with closing(connect(node.log, write=False)) as source, closing(sqlite3.connect(copy.log)) as target:
            source.backup(target)
        copy.complete(origin)
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(f"`{node.path}` cannot be copied: {error}") from None
