"""Bytes to text: the encodings that Japanese minutes come in, decoded strictly or not at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from charset_normalizer import from_bytes

from ingest.source import ReadError, normalize_lines

SAMPLE = 65_536
"""How many bytes are looked at where an encoding has to be told from another."""

ALLOWED = "UTF-8・UTF-16・Shift_JIS（CP932）・EUC-JP・ISO-2022-JP"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like UTF-16 LE, so it comes before
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_JAPANESE = re.compile(r"[\t\n\r\f\x20-\x7e\u3000-\u30ff\u4e00-\u9fff\uff01-\uff9f※・…―−○●◯■□①-⑳]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# What Python's cp932 makes of the bytes 80, A0 and FD to FF.
_NO_CHARACTER = re.compile("[\x80-\xa0\uf8f0-\uf8ff]")
_JIS_SEGMENT = re.compile(rb"\x1b(\$[@B]|\$\([@B]|\([BJIH])")
MAX_CONTROL_SHARE = 0.005


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """The text of ``data``, line ends as ``\\n``, else untouched.

    ``declared`` is an encoding that the content itself names (a meta element); it is tried first.
    Raises ReadError where no encoding fits strictly, or where what fits is no text.
    """
    text = _decode(data, name, declared).removesuffix("\x1a")  # the end mark of old DOS files
    control = len(_CONTROL.findall(text))
    if "\0" in text or control > MAX_CONTROL_SHARE * len(text):
        raise _binary(name)
    return normalize_lines(text)


def _binary(name: str) -> ReadError:
    return ReadError(
        f"{name}: 文字ではないデータ（バイナリ）です。"
        f"使える文字コードは {ALLOWED} です。テキストとして保存し直してください"
    )


def _decode(data: bytes, name: str, declared: str | None) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _strict(lambda b, e=encoding: b.decode(e), data[len(bom) :])  # type: ignore[misc]
            if text is None:
                raise ReadError(
                    f"{name}: {encoding.upper()} の印（BOM）で始まりますが、途中が壊れています。"
                    "UTF-8 で保存し直してください"
                )
            return text
    named = _strict(_decoder(declared), data) if declared else None
    if named is not None:
        return named
    for guess in (_utf16, _iso2022, lambda b: b.decode("utf-8")):
        text = _strict(guess, data)
        if text is not None:
            return text
    if b"\0" in data:
        raise _binary(name)
    _refuse_damaged_utf8(data, name)
    return _legacy(data, name)


def _strict(decoder: Callable[[bytes], str], data: bytes) -> str | None:
    try:
        return decoder(data)
    except UnicodeError:
        return None


def _decoder(declared: str) -> Callable[[bytes], str]:
    """The decoder for an encoding's label in a web page; a label that is not known never fits."""
    label = declared.strip().lower().replace("_", "-")
    if label in {"shift-jis", "x-sjis", "sjis", "windows-31j", "ms932", "cp932", "ms-kanji"}:
        return cp932
    if label in {"euc-jp", "x-euc-jp", "eucjp"}:
        return euc_jp
    if label == "iso-2022-jp":
        return _iso2022
    if label in {"utf-8", "utf8"}:
        return lambda data: data.decode("utf-8")
    return _unknown_label


def _unknown_label(data: bytes) -> str:
    raise UnicodeError("unknown label")


def cp932(data: bytes) -> str:
    """Windows' Shift_JIS, with ①㈱髙﨑. UnicodeError also for bytes without a character."""
    text = data.decode("cp932")
    if _NO_CHARACTER.search(text):
        raise UnicodeError("undefined bytes")
    return text


def euc_jp(data: bytes) -> str:
    """EUC-JP; where it holds Windows' extensions (① and the like), as Windows reads it."""
    try:
        return data.decode("euc_jp")
    except UnicodeDecodeError:
        return _via_cp932(_euc_to_sjis(data))


def _utf16(data: bytes) -> str:
    """UTF-16 without BOM, only where it is plain to see.

    Raises UnicodeError elsewhere: ASCII digits such as ``"B0D0"`` are also UTF-16 kana.
    """
    if len(data) % 2 or len(data) < 4:
        raise UnicodeError("odd length")
    for encoding in ("utf-16-le", "utf-16-be"):
        sample = data[:SAMPLE].decode(encoding, "replace")
        japanese = len(_JAPANESE.findall(sample)) / len(sample)
        kana = len(_KANA.findall(sample)) / len(sample)
        if japanese >= 0.95 and kana >= (0.1 if b"\0" in data[:SAMPLE] else 0.25):
            return data.decode(encoding)
    raise UnicodeError("not plain UTF-16")


def _iso2022(data: bytes) -> str:
    """ISO-2022-JP, with Windows' extensions. Raises UnicodeError where it is something else."""
    if not re.search(rb"\x1b\$[@B(]", data[:SAMPLE]) or not data.isascii():
        raise UnicodeError("no escape sequences")
    pieces = _JIS_SEGMENT.split(data)
    out = [pieces[0].decode("ascii")]
    for escape, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape.startswith(b"$"):
            # Line ends may stand inside a two-byte stretch in files by careless programs.
            lines = re.split(rb"([\r\n]+)", body)
            out += [
                part.decode("ascii") if part[:1] in (b"\r", b"\n") else _jis_pairs(part)
                for part in lines
            ]
        elif escape == b"(I":
            out.append(bytes(b | 0x80 for b in body).decode("cp932"))
        else:
            out.append(body.decode("ascii"))
    return "".join(out)


def _jis_pairs(body: bytes) -> str:
    if len(body) % 2:
        raise UnicodeError("half a character")
    return _via_cp932(_euc_to_sjis(bytes(b | 0x80 for b in body)))


_EUC_PAIR = re.compile(rb"[\xa1-\xfe]{2}|\x8e[\xa1-\xdf]")


def _euc_to_sjis(data: bytes) -> bytes:
    """The same JIS X 0208 cells in Shift_JIS bytes (row and column are JIS X 0208's)."""

    def shift(match: re.Match[bytes]) -> bytes:
        first, second = match[0]
        if first == 0x8E:
            return bytes([second])
        row, cell = first - 0xA1, second - 0xA1
        lead = row // 2 + (0x81 if row < 62 else 0xC1)
        trail = cell + 0x9F if row % 2 else cell + (0x40 if cell < 63 else 0x41)
        return bytes([lead, trail])

    rest = _EUC_PAIR.sub(b"", data)
    if not rest.isascii():
        raise UnicodeError("not EUC-JP")
    return _EUC_PAIR.sub(shift, data)


def _via_cp932(data: bytes) -> str:
    text = data.decode("cp932")
    if re.search("[\ue000-\uf8ff]", text):
        raise UnicodeError("private characters")
    return text


def _refuse_damaged_utf8(data: bytes, name: str) -> None:
    """UTF-8 with a few broken bytes can be legal Shift_JIS: nonsense that looks like a success."""
    seen = data[:SAMPLE].decode("utf-8", "replace")
    broken = seen.count("\ufffd")
    whole = len(_KANA.findall(seen))
    if whole > 5 * broken and whole >= 4:
        at = _first_error(data)
        raise ReadError(
            f"{name}: UTF-8 の文字が {at} バイト目で壊れています（途中で切れたファイルなど）。"
            "元のファイルから UTF-8 で保存し直してください"
        )


def _first_error(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1
    return len(data)


def _legacy(data: bytes, name: str) -> str:
    sjis, euc = _strict(cp932, data), _strict(euc_jp, data)
    if sjis is None and euc is None:
        raise ReadError(
            f"{name}: 文字コードを判別できません。使えるのは {ALLOWED} です。"
            "UTF-8 で保存し直してください"
        )
    if sjis is None or euc is None:
        return sjis or euc or ""
    # Shift_JIS hiragana is never legal EUC-JP, and EUC-JP text read as Shift_JIS is half-width
    # katakana: kana decide. Without kana (names, a line of kanji) the referee does.
    kana = [len(_KANA.findall(text[:SAMPLE])) for text in (sjis, euc)]
    if kana[0] != kana[1]:
        return sjis if kana[0] > kana[1] else euc
    best = from_bytes(data[:SAMPLE], cp_isolation=["cp932", "euc_jp"]).best()
    return sjis if best is not None and best.encoding == "cp932" else euc
