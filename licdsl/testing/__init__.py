"""For tests, the project's own and those of others: strategies, sample logs and nodes, an attacker.

Needs hypothesis, which the package itself does not install.
"""
