"""Decides requests under many contracts, meters uses, and records both in a ledger."""
