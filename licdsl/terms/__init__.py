"""What a contract means: permissions, prohibitions, duties, limits, prices, powers, vocabulary.

The terms are what the checked syntax tree is lowered to (`lowering.py`). They hold no layout, no
comment, no test and no reference text; sets are sorted, so that the order in which clauses, lines
or parties were written changes nothing (law 6). Two contracts with equal terms have one meaning
digest (`meaning.py`).
"""
