"""Decompression: every coding gives the body or an error of ours, within its limit."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable

import pytest

from aiobserver.errors import InvalidRequest, TooLarge, UnsupportedEncoding
from aiobserver.otlp.compression import decompress
from tests.zstandard import zstd

MIB = 2**20
LARGEST = 4 * MIB


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(body) + packer.flush()


PACK: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "deflate, zlib": ("deflate", zlib.compress),
    "deflate, raw": ("deflate", raw_deflate),
    "zstd": ("zstd", zstd.compress),
}
each_coding = pytest.mark.parametrize(("encoding", "pack"), PACK.values(), ids=PACK)


@each_coding
@pytest.mark.parametrize("size", [0, 1, 1000, MIB - 1, MIB, MIB + 1, LARGEST], ids=str)
@pytest.mark.parametrize("content", [b"\0", b"some text, "], ids=["zeros", "text"])
def test_the_body_comes_back(encoding: str, pack: Callable[[bytes], bytes], size: int, content: bytes) -> None:
    body = (content * size)[:size]
    assert decompress(pack(body), encoding, LARGEST) == body


@each_coding
@pytest.mark.parametrize("over", [1, 200 * MIB], ids=["by a byte", "a bomb"])
def test_over_the_limit_is_too_large(encoding: str, pack: Callable[[bytes], bytes], over: int) -> None:
    with pytest.raises(TooLarge, match="AI_OBSERVER_MAX_BODY_MB"):
        decompress(pack(bytes(LARGEST + over)), encoding, LARGEST)


@each_coding
def test_wherever_it_is_cut_it_is_invalid(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    whole = pack(b"some text that is long enough to be packed, packed, packed" * 3)
    for length in range(len(whole)):
        with pytest.raises(InvalidRequest):
            decompress(whole[:length], encoding, LARGEST)


@each_coding
@pytest.mark.parametrize("garbage", [b"\0", b"g", b"garbage", b"garbage" * 20_000], ids=["zero", "1", "7", "140000"])
def test_garbage_behind_the_end_is_invalid(encoding: str, pack: Callable[[bytes], bytes], garbage: bytes) -> None:
    with pytest.raises(InvalidRequest):
        decompress(pack(b"body") + garbage, encoding, LARGEST)


@each_coding
def test_garbage_alone_is_invalid(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(InvalidRequest):
        decompress(b"\xfethis is not packed", encoding, LARGEST)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_members_follow_one_another_and_count_together(coding: str) -> None:
    encoding, pack = PACK[coding]
    assert decompress(pack(b"one ") + pack(b"") + pack(b"body"), encoding, LARGEST) == b"one body"
    with pytest.raises(TooLarge):
        decompress(pack(bytes(LARGEST // 2)) * 3, encoding, LARGEST)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_millions_of_empty_members_are_refused_soon(coding: str) -> None:
    encoding, pack = PACK[coding]
    wire = pack(b"") * 500_000
    begun = time.process_time()
    with pytest.raises(TooLarge, match="members"):
        decompress(wire, encoding, LARGEST)
    assert time.process_time() - begun < 5


def test_a_second_deflate_stream_is_invalid() -> None:
    with pytest.raises(InvalidRequest, match="after its end"):
        decompress(zlib.compress(b"a") * 2, "deflate", LARGEST)


def test_skippable_zstd_frames_are_skipped() -> None:
    skippable = bytes.fromhex("502a4d18 04000000") + b"skip"
    assert decompress(skippable + zstd.compress(b"body") + skippable, "zstd", LARGEST) == b"body"


@pytest.mark.parametrize(("window_log", "accepted"), [(23, True), (24, False), (27, False), (31, False)])
def test_a_zstd_window_over_8_mib_is_refused(window_log: int, accepted: bool) -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: window_log})
    wire = packer.compress(b"body" * 9) + packer.flush()
    if accepted:
        assert decompress(wire, "zstd", LARGEST) == b"body" * 9
    else:
        with pytest.raises(InvalidRequest, match="memory"):
            decompress(wire, "zstd", LARGEST)


def test_a_zstd_checksum_is_checked() -> None:
    wire = bytearray(zstd.compress(b"body" * 9, options={zstd.CompressionParameter.checksum_flag: 1}))
    wire[-1] ^= 1
    with pytest.raises(InvalidRequest, match="checksum"):
        decompress(bytes(wire), "zstd", LARGEST)


@pytest.mark.parametrize("encoding", ["GZIP", " gzip ", "x-gzip", "Deflate", "ZSTD", "identity", "", None])
def test_names_are_taken_in_any_case(encoding: str | None) -> None:
    name = (encoding or "").strip().lower()
    packed = {"deflate": zlib.compress(b"body"), "zstd": zstd.compress(b"body")}
    wire = gzip.compress(b"body") if "gzip" in name else packed.get(name, b"body")
    assert decompress(wire, encoding, LARGEST) == b"body"


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "compress", "snappy"])
def test_other_codings_are_not_supported(encoding: str) -> None:
    with pytest.raises(UnsupportedEncoding, match="use gzip, deflate, zstd or none"):
        decompress(b"body", encoding, LARGEST)
