"""Sentences made false: each kind takes a true sentence and changes one thing that matters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from chatbot.dates import Value, values
from chatbot.names import names
from chatbot.types import Speaker
from eval.grounding.predicates import firmer, flipped
from eval.grounding.sources import Item, Nearest, Source, digest, meetings, true_sentences

MOST = 110
"""So many of each kind at most."""

_DIGITS = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?")
_NUMERIC = ("amount", "count", "ratio", "duration", "number")
_CALENDAR = ("date", "month", "year")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９，．", "0123456789,.")

_INVENTED = (
    "あわせて専門の相談窓口を新設する",
    "近隣の大学と共同で実証実験を行う",
    "利用者からは苦情が相次いでいる",
    "国の補助金で全額を賄う",
    "担当職員の増員も決めた",
    "民間企業への委託を拡大する",
    "罰則を設けた条例も定める",
    "外部監査を受けることとした",
    "住民説明会を各地で開いている",
    "海外の都市とも協定を結んだ",
    "特に若い世代の評価が高かった",
    "報道機関にも資料を配布した",
)

_Change = Callable[[Source], str | None]


def attributed(source: Source, speaker: Speaker | None, text: str | None = None) -> str | None:
    """A sentence ascribed to a speaker, in one of the forms in which answers do so."""
    if speaker is None or not (speaker.name or speaker.role or speaker.organization):
        return None
    said = (text or source.text).removesuffix("。")
    role = re.split(r"\s", speaker.role)[-1] if speaker.role else ""
    surname = re.split(r"\s", speaker.name)[0] if speaker.name else ""
    full = f"{speaker.organization}{'の' if speaker.organization and role else ''}{role}"
    spaced = re.search(r"\s", speaker.name) is not None
    who = (
        f"{full}の{surname}氏" if full and surname and spaced else f"{full}{speaker.name}",
        f"{role or full}の{speaker.name}氏" if speaker.name and (role or full) else full,
        f"{speaker.name}氏" if speaker.name else full,
    )
    pick = int(digest(source.id + "who")[:4], 16)
    forms = (
        "{}は、{}と述べた。",
        "{}の答弁: 「{}」",
        "{}によると、{}という。",
        "{}は{}と説明した。",
    )
    form = forms[pick % 4]
    if "「" in said and "「" in form:
        form = forms[0]
    return form.format(who[pick % 3] or full or speaker.name, said)


def number_step(source: Source) -> str | None:
    """A number one higher or lower."""
    step = 1 if digest(source.id)[0] < "8" else -1
    return _renumber(source, _NUMERIC, lambda n: n + step if n + step > 0 else n + 1)


def number_tenfold(source: Source) -> str | None:
    """A number ten times as high."""
    return _renumber(source, _NUMERIC, lambda n: n * 10)


def another_date(source: Source) -> str | None:
    """A day, month or year that is another, or another era."""
    text = source.text
    if (
        "令和" in text
        and digest(source.id)[1] < "8"
        and not re.search(r"令和[^、。]{1,4}年度", text)
    ):
        return text.replace("令和", "平成", 1)
    return _renumber(source, _CALENDAR, lambda n: n % 12 + 1)


def another_fiscal_year(source: Source) -> str | None:
    """Another 年度."""
    text = source.text
    for old, new in (
        ("昨年度", "一昨年度"),
        ("今年度", "昨年度"),
        ("来年度", "今年度"),
        ("本年度", "来年度"),
    ):
        if old in text and not text.startswith("一昨年度"):
            return text.replace(old, new, 1)
    if "翌年度" in text:
        return text.replace("翌年度", "同年度", 1)
    return _renumber(source, ("fiscal_year",), lambda n: n + 1)


def _renumber(source: Source, kinds: tuple[str, ...], change: Callable[[int], int]) -> str | None:
    text = source.text
    found: list[Value] = [v for v in values(text, source.meeting.date) if v.kind in kinds]
    found = [v for v in found if _DIGITS.search(v.text)]
    if not found:
        return None
    value = found[int(digest(source.id)[2:4], 16) % len(found)]
    runs = list(_DIGITS.finditer(value.text))
    run = runs[-1] if value.kind in ("date", "month") else runs[0]
    written = run.group().translate(_HALF_WIDTH)
    whole, dot, rest = written.replace(",", "").partition(".")
    number = change(int(whole))
    new = (f"{number:,}" if "," in written or number >= 10_000 else str(number)) + dot + rest
    begin = value.begin + run.start()
    changed = text[:begin] + new + text[begin + len(run.group()) :]
    return (
        changed if _keys(changed, source.meeting.date) != _keys(text, source.meeting.date) else None
    )


def _keys(text: str, base: date | None) -> list[object]:
    return [v.key for v in values(text, base)]


def another_name(source: Source) -> str | None:
    """A proper noun of the same kind from the same meeting in another's place."""
    everything = "\n".join(turn.text for turn in source.meeting.turns)
    for name in names(source.text):
        if name.text not in source.text or name.kind == "office":
            continue
        others = [
            one.text
            for one in names(everything)
            if one.kind == name.kind
            and one.text not in source.turn.text
            and name.text not in one.text
            and one.text not in name.text
            and _alike(one.text, name.text)
        ]
        if others:
            other = others[int(digest(source.id)[4:8], 16) % len(others)]
            return source.text.replace(name.text, other)
    return None


def _alike(one: str, other: str) -> bool:
    """Bodies are swapped for bodies of the same rank, words for words of the same script."""
    tail = ("課", "部", "局", "市", "区", "会", "支所", "省", "庁", "大学")
    ends = [next((t for t in tail if text.endswith(t)), "") for text in (one, other)]
    return ends[0] == ends[1]


def another_speaker(source: Source) -> str | None:
    """The sentence in the mouth of another speaker of the same meeting."""
    here = source.turn.speaker
    others = {
        turn.speaker: None
        for turn in source.meeting.turns
        if turn.speaker and here and turn.speaker.name != here.name and turn.speaker.name
    }
    bodies = {
        turn.speaker: None
        for turn in source.meeting.turns
        if turn.speaker and here and turn.speaker.organization != here.organization
    }
    pool = list(others) or list(bodies)
    if not pool or here is None:
        return None
    return attributed(source, pool[int(digest(source.id)[8:12], 16) % len(pool)])


def invented(source: Source) -> str | None:
    """A clause that nobody said, in front of the last clause or behind it."""
    pick = int(digest(source.id)[4:8], 16)
    clause = _INVENTED[pick % len(_INVENTED)]
    if pick % 3 == 0:  # something said in another meeting
        pool = [s for s in true_sentences() if s.file != source.file and len(s.text) < 45]
        clause = pool[pick % len(pool)].text.removesuffix("。")
    bare = source.text.removesuffix("。")
    return (
        f"{bare}が、{clause}。",
        f"{bare}。また、{clause}。".replace("。また", "ほか"),
        f"{clause}とともに、{bare}。",
    )[pick % 3]


KINDS: dict[str, _Change] = {
    "number_step": number_step,
    "number_tenfold": number_tenfold,
    "date": another_date,
    "fiscal_year": another_fiscal_year,
    "name": another_name,
    "negation": flipped,
    "commitment": firmer,
    "speaker": another_speaker,
    "invented": invented,
}


def perturbations() -> Iterator[Item]:
    """Every false sentence, at most ``MOST`` of a kind."""
    for kind, change in KINDS.items():
        made = 0
        for source in true_sentences():
            claim = change(source)
            if claim is None or claim == source.text or made >= MOST:
                continue
            if kind not in ("speaker", "invented") and digest(source.id + kind)[0] < "6":
                framed = Source(source.file, source.meeting, source.turn, claim)
                claim = attributed(framed, source.turn.speaker) or claim
            made += 1
            yield Item(f"{kind}:{source.id}", kind, claim, source.evidence, False)
    yield from _moved()


def _moved() -> Iterator[Item]:
    from eval.grounding.sources import evidence_of

    turns = [(m, t) for m in meetings().values() for t in m.turns if t.kind != "note"]
    nearest = Nearest(turns)
    for source in true_sentences()[:MOST]:
        meeting, turn = nearest.other(source)
        item = f"moved:{source.id}"
        yield Item(item, "moved", source.text, evidence_of(meeting, turn), False)
