"""Keys and notes that must not be accepted."""

from __future__ import annotations

import base64

import pytest

from licdsl.errors import SignatureInvalid
from licdsl.ledger.checkpoint import Checkpoint
from licdsl.ledger.keys import Signer, VerifierKey
from licdsl.ledger.notes import Note, sign

P = 2**255 - 19
SIGNER = Signer.from_seed("log.example/a", bytes(32))


def _point(y: int, sign_bit: int = 0) -> bytes:
    return (y | sign_bit << 255).to_bytes(32, "little")


LOW_ORDER_8 = [
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]


@pytest.mark.parametrize(
    "public",
    [_point(y, bit) for y in (0, 1, P - 1, P, P + 1, 2**255 - 1) for bit in (0, 1)]
    + [bytes.fromhex(text) for text in LOW_ORDER_8]
    + [bytes([*bytes.fromhex(text)[:31], bytes.fromhex(text)[31] | 0x80]) for text in LOW_ORDER_8]
    + [_point(2), bytes(31), bytes(33)],
)
def test_keys_of_low_order_off_the_curve_or_in_other_forms_are_refused(public: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        VerifierKey("a", public)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\n", "a\x7f"])
def test_names_that_a_signature_line_can_not_hold_are_refused(name: str) -> None:
    with pytest.raises(SignatureInvalid):
        VerifierKey(name, SIGNER.verifier.public)


def test_keys_survive_their_text_form() -> None:
    assert VerifierKey.read(SIGNER.verifier.text) == SIGNER.verifier
    assert Signer.read(SIGNER.private_text) == SIGNER


def test_no_private_key_is_shown() -> None:
    secret = base64.b64encode(bytes([1]) + bytes(32)).decode()
    assert secret in SIGNER.private_text
    assert secret not in repr(SIGNER)
    with pytest.raises(SignatureInvalid) as caught:
        Signer.read(SIGNER.private_text.replace("+", "-", 3))
    assert secret not in str(caught.value)
    with pytest.raises(SignatureInvalid) as caught:
        Signer.read(SIGNER.private_text.replace("/a+", "/b+"))
    assert secret not in str(caught.value)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    other = Checkpoint("log.example/b", 1, bytes(32))
    with pytest.raises(SignatureInvalid, match=r"log\.example/b"):
        Checkpoint.read_signed(other.signed(SIGNER).encode(), SIGNER.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "log\n01\n" + "A" * 43 + "=\n",
        "log\n+1\n" + "A" * 43 + "=\n",
        "log\n1 \n" + "A" * 43 + "=\n",
        "log\n\u0661\n" + "A" * 43 + "=\n",
        "log\n9007199254740992\n" + "A" * 43 + "=\n",
        "log\n1\n" + "A" * 42 + "B=\n",
        "log\n1\n" + "A" * 43 + "=\nextension\n",
        "log\n1\n" + "A" * 43 + "=",
        "\n1\n" + "A" * 43 + "=\n",
    ],
)
def test_a_checkpoint_in_any_other_form_is_refused(text: str) -> None:
    assert Checkpoint.read("log\n1\n" + "A" * 43 + "=\n").size == 1
    with pytest.raises(SignatureInvalid):
        Checkpoint.read(text)


def test_every_changed_byte_of_a_signed_note_is_refused() -> None:
    data = sign("some text\n", SIGNER).encode()
    assert Note.read(data).verify([SIGNER.verifier]) == [SIGNER.verifier]
    for at in range(len(data)):
        for bit in (1, 32, 128):
            changed = data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
            with pytest.raises(SignatureInvalid):
                Note.read(changed).verify([SIGNER.verifier])


def test_a_text_without_its_newline_is_not_signed() -> None:
    with pytest.raises(SignatureInvalid):
        sign("text", SIGNER)
