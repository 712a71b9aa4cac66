"""A contract tried out before it is in force: on the tests in its file, on an access log, on made-up traffic.

Everything runs on the engine and the settlement that a node uses, with state in memory; nothing is
recorded.
"""
