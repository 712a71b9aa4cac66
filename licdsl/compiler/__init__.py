"""From terms to evaluators: what a contract means, as functions that decide by it.

`selection` finds the clauses that speak of a use; `lowering` writes them as a closed set of `ast` nodes,
which `nodes` checks and `functions` compiles; `program` holds the result, one function per use.
`reference` walks the same terms as trees: slow, obvious, and the oracle that the compiled form is
compared with (law 21). The `explain` files say the terms in English.
"""
