from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from licdsl.errors import SettingsError
from licdsl.stores.node_folder import NodeFolder


def made(path: Path) -> NodeFolder:
    folder = NodeFolder(path)
    folder.prepare()
    folder.complete("example.org/log")
    return folder


def test_secrets_can_be_read_by_their_owner_only_from_the_first_moment(tmp_path: Path) -> None:
    folder = NodeFolder(tmp_path / "node")
    folder.prepare()
    previous = os.umask(0)
    try:
        folder.write_secret("log.key", "secret")
    finally:
        os.umask(previous)
    assert stat.S_IMODE((folder.path / "keys" / "log.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder.path / "keys").stat().st_mode) == 0o700
    assert folder.read_secret("log.key") == "secret"


def test_a_key_that_others_can_read_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    folder = NodeFolder(tmp_path / "node")
    folder.prepare()
    folder.write_secret("log.key", "secret")
    (folder.path / "keys" / "log.key").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        folder.read_secret("log.key")


def test_a_second_node_is_not_made_over_the_first(tmp_path: Path) -> None:
    made(tmp_path)
    with pytest.raises(SettingsError, match="already holds a node"):
        NodeFolder(tmp_path).prepare()


def test_what_an_unfinished_init_left_is_no_node_and_is_named(tmp_path: Path) -> None:
    folder = NodeFolder(tmp_path)
    folder.prepare()
    folder.write_secret("log.key", "secret")
    with pytest.raises(SettingsError, match="holds no node"):
        folder.origin()
    with pytest.raises(SettingsError, match=r"log\.key` is left of a node that was not finished"):
        folder.prepare()


def test_an_existing_secret_is_never_overwritten(tmp_path: Path) -> None:
    folder = NodeFolder(tmp_path)
    folder.prepare()
    folder.write_secret("log.key", "first")
    with pytest.raises(FileExistsError):
        folder.write_secret("log.key", "second")


def test_a_folder_without_a_node_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="licdsl init"):
        NodeFolder(tmp_path / "nowhere").origin()


def test_damaged_settings_are_named(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "node.json").write_text('{"layout": 1}')
    with pytest.raises(SettingsError, match="damaged"):
        NodeFolder(tmp_path).origin()
