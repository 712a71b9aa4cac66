"""Values without behaviour of their own: money, quantities, instants, periods, bytes, digests.

Nothing here reads a clock, a locale, the environment or a random source, and nothing is a float.
"""
