"""A tamper-evident log of canonical entries; it knows nothing of licences.

RFC 6962 tree, hash chain inside the entries, C2SP signed notes as checkpoints. The life of an entry:
`store.Draft` (what the caller wants recorded) → `entry` (canonical bytes with index, predecessor,
streams and salted commitments) → `chain`/`tree` (leaf and root) → `checkpoint` (signed note) → one
transaction of a store → `verification` (everything recomputed from the stored bytes).
"""
