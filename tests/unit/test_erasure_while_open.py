"""Erased text is gone from every file of a log at once, not only when its last writer closes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from licdsl.stores.erasure import erase
from licdsl.testing.sample_logs import START, create_log, sample_draft


def test_erased_text_is_in_no_file_of_a_log_that_stays_open(tmp_path: Path) -> None:
    secret = b"ferry-passenger-name"
    with create_log(tmp_path) as log:
        with log.batch() as batch:
            draft = replace(sample_draft(0), private={"facts": b"1", "subject": b'"%b"' % secret})
            index = batch.append(draft).index
        assert any(secret in path.read_bytes() for path in tmp_path.iterdir())
        erase(log, index, ["subject"], ground="GDPR 17", by="dpo", received=START)
        assert not any(secret in path.read_bytes() for path in tmp_path.iterdir())
