"""Sentences changed without a change of meaning: every one of them should be accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from chatbot.dates import values
from chatbot.grounding import Evidence
from eval.grounding.perturb import attributed
from eval.grounding.sources import ROOT, Item, Source, digest, evidence_of, meetings, true_sentences

MOST = 45
_KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_HAND = ROOT / "eval" / "grounding" / "paraphrases.tsv"
_TUNING = ROOT / "eval" / "grounding" / "tuning.tsv"


def numerals(source: Source) -> str | None:
    """Numbers in another script: full width, kanji, without separators, 千 and 万."""
    text = source.text
    pick = digest(source.id)[0]
    if not re.search(r"[0-9０-９〇一二三四五六七八九十百千]", text) or not values(text):
        return None
    if re.search(r"[一二三四五六七八九十百千万]{2,}", text):
        return re.sub(
            r"[一二三四五六七八九]?千?[一二三四五六七八九]?百?[一二三四五六七八九]?十[一二三四五六七八九]?(?=[人件台枚回社校か会名票])",
            _arabic,
            text,
        )
    if pick < "6":
        return text.translate(_WIDE)
    if pick < "b":
        return re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return re.sub(r"(?<![0-9,.年月])([1-9])([0-9]?)(?=[人件台枚回社校名窓])", _kanji, text)


def _kanji(found: re.Match[str]) -> str:
    tens, ones = (found[1], found[2]) if found[2] else ("", found[1])
    lead = "" if tens in ("", "1") else tens.translate(_KANJI)
    return lead + ("十" if tens else "") + ("" if ones == "0" else ones.translate(_KANJI))


def _arabic(found: re.Match[str]) -> str:
    value = values(found.group() + "人")
    return str(value[0].number) if value and value[0].number else found.group()


def eras(source: Source) -> str | None:
    """令和7年 as 2025年, 昨年度 and 今年度 as the fiscal year they mean."""
    day = source.meeting.date
    if day is None:
        return None
    fiscal = day.year - (1 if day.month < 4 else 0)
    text = re.sub(
        r"令和([0-9０-９]{1,2})年",
        lambda m: f"{2018 + int(m[1].translate(_NARROW))}年",
        source.text,
    )
    for word, year in (
        ("一昨年度", fiscal - 2),
        ("昨年度", fiscal - 1),
        ("今年度", fiscal),
        ("来年度", fiscal + 1),
    ):
        text = text.replace(word, f"令和{year - 2018}年度")
    for word, year in (
        ("昨年", day.year - 1),
        ("本年", day.year),
        ("今年", day.year),
        ("来年", day.year + 1),
    ):
        text = re.sub(rf"{word}\s?(?=[0-9０-９]{{1,2}}\s?月)", f"{year}年", text)
    return text if text != source.text else None


def order(source: Source) -> str | None:
    """The leading adverbial behind the topic, or two listed things exchanged."""
    moved = re.sub(
        r"^([^、「」]{2,18}(?:から|に|では|には|として|までに|末で|末現在|について|については))、([^、「」]{2,24}(?:は|が))、?(?=[^、]{8,}。$)",
        r"\2、\1、",
        source.text,
    )
    if moved == source.text:
        moved = re.sub(
            r"(?<![一-龥ァ-ヶーA-Za-z])([一-龥ァ-ヶー]{2,8})(と|・|、|及び)([一-龥ァ-ヶー]{2,8})(?=[をのがは])",
            r"\3\2\1",
            moved,
            count=1,
        )
    if moved == source.text:
        moved = re.sub(
            r"^([^、「」]{3,24}は)、?([^、「」]{3,20}(?:から|に|で|として))、(?=[^、]+。$)",
            r"\2、\1",
            moved,
        )
    return moved if moved != source.text else None


_FORMS = tuple(
    (re.compile(pattern + "(?=。)"), other)
    for pattern, other in (
        ("であります", "である"),
        ("でございます", "である"),
        ("でございました", "であった"),
        ("いたします", "する"),
        ("いたしました", "した"),
        ("しております", "している"),
        ("しています", "している"),
        ("しました", "した"),
        ("でした", "だった"),
        ("です", "である"),
        ("であった", "でした"),
        ("している", "しています"),
        ("ている", "ています"),
        ("した", "しました"),
        ("する", "します"),
        ("である", "です"),
        ("したい", "したいとのことである"),
        ("できない", "できません"),
        ("しない", "しません"),
        ("ていない", "ていません"),
    )
)


def verb_form(source: Source) -> str | None:
    """Plain for polite, or polite for plain."""
    for pattern, other in _FORMS:
        if pattern.search(source.text):
            return pattern.sub(other, source.text, count=1)
    return None


_SHORT = (
    ("スマートフォン", "スマホ"),
    ("スマホ", "スマートフォン"),
    ("ホームページ", "HP"),
    ("HP", "ホームページ"),
    ("パーセント", "％"),
    ("％", "パーセント"),
    ("か所", "箇所"),
    ("アンケート調査", "アンケート"),
    ("人工知能", "AI"),
    ("およそ", "約"),
    ("、延べ", "、のべ"),
    ("取組", "取り組み"),
    ("申込み", "申し込み"),
    ("引上げ", "引き上げ"),
    ("貸出し", "貸し出し"),
    ("本格利用", "本格的な利用"),
    ("ＤＸ", "DX"),
    ("ＡＩ", "AI"),
    ("庁内Wi-Fi", "庁内のWi-Fi"),
    ("DX", "デジタルトランスフォーメーション"),
    ("令和", "R"),
    ("アプリ", "アプリケーション"),
    ("人材育成", "人材の育成"),
    ("運用経費", "運用の経費"),
    ("移行費用", "移行の費用"),
    ("平均待ち時間", "待ち時間の平均"),
)


def abbreviation(source: Source) -> str | None:
    """A longer or a shorter word for the same."""
    for one, other in _SHORT:
        if one in source.text and "「" not in source.text:
            if one == "令和":
                changed = re.sub(r"令和([0-9]{1,2})年(?=度|[0-9])", r"R\1年", source.text)
            elif one == "アプリ" and "アプリケーション" in source.text:
                continue
            else:
                changed = source.text.replace(one, other, 1)
            if changed != source.text:
                return changed
    return None


def quoted(source: Source) -> str | None:
    """The sentence itself, quoted or ascribed to the one who said it."""
    return attributed(source, source.turn.speaker)


def framed(source: Source) -> str | None:
    """With the meeting's number and day in front."""
    day, number = source.meeting.date, source.meeting.number
    inner = attributed(source, source.turn.speaker)
    if day is None or number is None or inner is None:
        return None
    pick = int(digest(source.id + "frame")[:2], 16) % 3
    frames = (
        f"第{number}回の会議（{day.year}年{day.month}月{day.day}日）で、",
        f"令和{day.year - 2018}年{day.month}月{day.day}日の会議で、",
        f"第{number}回では、",
    )
    return frames[pick] + inner


def shortened(source: Source) -> str | None:
    """The last clause alone, where it has a subject of its own."""
    parts = re.split(r"(?<=[がしりで])、", source.text)
    last = parts[-1]
    if len(parts) < 2 or len(last) < 18 or not re.match(r"[^、]{2,16}(?:は|が)", last):
        return None
    return last


KINDS: dict[str, Callable[[Source], str | None]] = {
    "numerals": numerals,
    "eras": eras,
    "word_order": order,
    "verb_form": verb_form,
    "abbreviation": abbreviation,
    "attributed": quoted,
    "framed": framed,
    "shortened": shortened,
}


def controls() -> Iterator[Item]:
    """Every preserved sentence: at most ``MOST`` of a kind, and those written by hand."""
    for kind, change in KINDS.items():
        made = 0
        for source in true_sentences():
            claim = change(source)
            if claim is None or claim == source.text or made >= MOST:
                continue
            made += 1
            yield Item(f"{kind}:{source.id}", kind, claim, source.evidence, True)
    for file, turn_id, claim in _rows(_HAND):
        yield Item(
            f"paraphrase:{_name(file, turn_id, claim)}",
            "paraphrase",
            claim,
            _turn(file, turn_id),
            True,
        )


def tuning() -> Iterator[Item]:
    """Sentences written to tune on, true and false; none of them is ever part of the figures."""
    for file, turn_id, sign, claim in _rows(_TUNING):
        name = f"tuning:{_name(file, turn_id, claim)}"
        yield Item(name, f"tuning{sign}", claim, _turn(file, turn_id), sign == "+")


def _rows(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _name(file: str, turn_id: str, claim: str) -> str:
    return f"{file}/{turn_id}/{digest(claim)[:8]}"


def _turn(file: str, turn_id: str) -> Evidence:
    meeting = meetings()[file]
    return evidence_of(meeting, next(t for t in meeting.turns if t.id == turn_id))
