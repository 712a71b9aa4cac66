"""Runs a log again: folds its entries into the state they imply, and decides every request once more.

- `derived` recomputes contracts, acceptances, counters and sliding uses and compares them with the tables;
- `redecide` gives the engine the recorded requests and compares the outcomes byte for byte;
- `auditor` is the facade that an auditor uses; it reads and never writes.
"""
