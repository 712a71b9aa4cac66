"""Where logs and state are kept: SQLite files with their lock and signer's state, and memory for tests.

`sqlite_log` is the log of `ledger`, `node_tables` the engine's meters and agreements in the same
transaction, `node_folder` the keys and settings around them.
"""
