"""From metered uses to who owes whom: windows, tiers, one rounding per line, commission, statements.

The life of an amount: `metered` reads a use from the log → `cells` sums uses by window →
`excess` splits off what exceeds a charging limit → `rating` prices the sum exactly and rounds once →
`commission` takes its part → `invoice` gathers the lines of an account → `statement`.
"""
