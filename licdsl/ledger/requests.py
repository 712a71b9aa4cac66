"""Request ids, unique for ever: the key under which the index of a store holds one.

What came with an id is not in the index: whoever asks again with the same id is compared with the
private parts of its entry, and where one of those was erased, the id alone decides.
"""

from __future__ import annotations


def request_key(reporter: str, request: str) -> str:
    """`reporter`, a blank, `request`; ids are printable ASCII without blanks, so no two pairs are alike.

    The key is not hashed: ids that rise with time then stand beside each other in the index, and a
    batch touches a few of its pages instead of one for every id.
    """
    return f"{reporter} {request}"
