"""Which meetings a question names: by number (第9回), by place in time (前回, 直近3回), by date.

A date names a meeting only where the question says so (令和8年5月の会議, 令和6年8月当時の) or where
a meeting was held on that very day; else it is something that was spoken of (令和8年度は見送る).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from chatbot.dates import Value, parse_number, period, values
from chatbot.text import normalize
from chatbot.types import Document

_DIGITS = r"([0-9]+|[〇一二三四五六七八九十百]+)"
_KINDS = r"(?:会議|協議会|会合|座談会|会(?![一-龥]))"
_NUMBERED = re.compile(
    rf"(?:第\s*{_DIGITS}\s*回|だい\s*{_DIGITS}\s*かい)(?:目)?(?!定例会|臨時会|国会)(?:\s*(?:の)?{_KINDS})?"
    # 6回目 and 9回 count other things too, unless the meeting is called one
    rf"|(?<![0-9第何])\s*{_DIGITS}\s*回目?(?=の?{_KINDS})(?:の?{_KINDS})"
    rf"|(?<![0-9第何]){_DIGITS}\s*回目(?=[?？、。と]|では|$)"
)
# The meetings on one side of a numbered one; alone, より前 may say when a thing was said.
_SIDE = re.compile(
    r"\s*(?P<before>(?:より(?:も)?|の|以)前(?=の?(?:会議|協議会|会合|回|では))|まで)"
    r"|\s*(?P<after>以降|以後|より(?:も)?(?:後|あと)|から(?=(?:の会議|後|先)))"
)
_BETWEEN = re.compile(r"\s*(?:から|~|〜|-|より)\s*")
# 第1回から最新まで, 初回から今回の会議にかけて
_ONWARD = re.compile(
    rf"(?:第\s*{_DIGITS}\s*回|初回|最初)(?:の?{_KINDS})?\s*(?:から|~|〜|-|より)\s*"
    r"(?:最新|今回|前回|最後|最終|直近|現在|今日|本日|いま|今|これまで)の?(?:回|時点|会議|協議会|会合|議事要旨)?"
    r"(?:に(?:至る|いたる|かけて))?(?:まで)?"
)
# 5回の会議を通して, 全5回の会議: so many of them, and not the fifth
_ALL_OF = (
    r"(?:の?全体)?(?:を(?:通|とお)[しじ]て?|に(?:わた|渡|またが)って?|のうち|の(?:中|なか)で?)"
)
_SO_MANY = re.compile(
    rf"(?<![第0-9])(?P<all>全|計|すべての|全ての|これまでの)?\s*(?P<count>{_DIGITS})\s*回(?:分|すべて|全て)?"
    rf"の?{_KINDS}(?(all)(?:{_ALL_OF})?|{_ALL_OF})"
)
_UNSAID = re.compile(r"\s*より(?:も)?前に?")
_PREVIOUS = re.compile(
    rf"前々回|前回|先回|(?:(?:最新|直近|最近|最後)の|(?:一番|最も|もっとも)新しい)(?:回|議事要旨|議事録|{_KINDS})|直近回|最新回|(?<!の)最終回(?=[のではに、。?？と]|$)"
)
_FIRST = re.compile(rf"初回(?=[のではに、。?？]|$)|(?:最初|一番古い)の(?:回|{_KINDS})")
_LATEST_FEW = re.compile(r"(?:直近|過去|最近|ここ)の?([0-9一二三四五六七八九十]+)回(?!目)")
_MEETING_WORD = re.compile(
    r"\s*(?:[^、。]{0,4}に|の)?(?:開催|開か|行わ|実施)?(?:れた|された|した)?\s*(?:の)?[一-龥A-Za-z・]{0,12}?"
    r"(?:会議|協議会|会合|議事|議論|回(?![数目]))"
)
_HELD = re.compile(r"\s*(?:に|は|には)?、?(?:開催|開か|行われた(?:会議|協議会))")
# A period that stands before one of these is when something was said, if a meeting was held then.
_WHEN_SAID = re.compile(
    r"\s*(?:に|は|で|には|では)、?[^、。]{0,24}?(?:議論|話し合|話題|発言|報告|説明)"
)
_THEN = re.compile(r"\s*の?(?:時点|当時|頃|ころ|段階)|(?:に|で)は?、?誰が")
_OFFICE = re.compile(
    r"の?[一-龥ァ-ヶーA-Za-z ]{0,20}(?:長|知事|補佐官|委員|CIO|教授|理事)"
    r"(?:は|の(?:名前|氏名)|って)"
    r"[^。]{0,6}(?:誰|どなた|何という|名前|氏名|$)"
)
_LINK = re.compile(r"\s*(?:と|や|、|・|及び)\s*")
_TAIL = re.compile(
    r"^(?:の会議|の協議会|の会合)?(?:(?:についての話|の(?:話|こと))?(?:です|でした|だ)(?:けど|が|よ|ね)?[。、]?"
    r"|(?:において|における|当時の?|の?時点(?:での?)?|では|には|での|で|に|の|は|から|まで|と|や)?、?)"
)
# A body is named by the last so many characters of its name, or more.
MIN_NAME = 4


@dataclass(frozen=True, slots=True)
class Meetings:
    """What a question names of meetings.

    ``documents`` are their ids (``None``: none named), ``missing`` what it names and the library
    does not hold, ``spans`` the places of the naming words, ``period`` the dates it gives.
    """

    documents: frozenset[str] | None = None
    missing: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    period: tuple[date | None, date | None] | None = None


@dataclass(slots=True)
class _Reading:
    ids: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    period: tuple[date | None, date | None] | None = None

    def add(self, held: Sequence[Document], name: str, span: tuple[int, int]) -> None:
        self.ids.update(document.id for document in held)
        if not held:
            self.missing.append(name)
        self.spans.append(span)

    def free(self, match: re.Match[str]) -> bool:
        """Whether nothing that was read yet overlaps a match."""
        return not any(start < match.end() and match.start() < end for start, end in self.spans)


def read_meetings(text: str, every: Sequence[Document], today: date) -> Meetings:
    """Read a normalised question against the meetings held (``every``, oldest first)."""
    bodies = _bodies(text, every)
    among = bodies or list(every)
    found = _Reading()
    held = [d for d in among if d.date is not None and d.date <= today]
    _read_several(text, among, held, found)
    _read_places(text, held, found)
    _read_numbers(text, among, found)
    if not found.spans:
        _read_dates(text, among, today, found)
    if found.ids or found.missing:
        ids = frozenset(found.ids)
        return Meetings(ids, tuple(found.missing), tuple(found.spans), found.period)
    if bodies and len(bodies) < len(every):
        return Meetings(frozenset(d.id for d in bodies))
    return Meetings(spans=tuple(found.spans))


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A question without the words that name its meetings, and the particles behind them."""
    rest, at = "", 0
    for start, end in sorted(spans):
        rest += text[at:start]
        particle = _TAIL.match(text[end:])
        at = end + (particle.end() if particle else 0)
    rest = re.sub(r"[(「]\s*[)」]", "", rest + text[at:])
    return rest.strip(" 、,。")


def within(document: Document, start: date | None, end: date | None) -> bool:
    """Whether a meeting was held in a period (inclusive, ``None`` for an open end)."""
    if start is None and end is None:
        return True
    if document.date is None:
        return False
    return (start is None or document.date >= start) and (end is None or document.date <= end)


def _bodies(text: str, every: Sequence[Document]) -> list[Document]:
    """The meetings of the bodies that a question names, whole or by the end of the name."""
    plain = text.replace(" ", "")
    names = {d.body: normalize(d.body).replace(" ", "") for d in every if d.body}
    shown = {}
    for body, name in names.items():
        ends = [name[at:] for at in range(len(name) - MIN_NAME)]
        shown[body] = max((len(end) for end in ends if end in plain), default=0)
    longest = max(shown.values(), default=0)
    return [d for d in every if longest and shown.get(d.body) == longest]


def _read_numbers(text: str, among: Sequence[Document], found: _Reading) -> None:
    matches = [match for match in _NUMBERED.finditer(text) if found.free(match)]
    numbers = [_number(match) for match in matches]
    skip = -1
    for at, (match, number) in enumerate(zip(matches, numbers, strict=True)):
        if at == skip or number is None:
            continue
        called = match.group().startswith(("第", "だい"))
        end = match.end()
        following = matches[at + 1] if at + 1 < len(matches) else None
        if following and _BETWEEN.fullmatch(text[end : following.start()]):
            last = numbers[at + 1] or number
            held = [d for d in among if d.number is not None and number <= d.number <= last]
            found.add(held, f"第{number}回から第{last}回", (match.start(), following.end()))
            skip = at + 1
        elif side := _SIDE.match(text[end:]):
            held = [d for d in among if _beside(d, number, bool(side["before"]), side.group())]
            found.add(
                held, f"第{number}回{side.group().strip()}", (match.start(), end + side.end())
            )
        elif unsaid := _UNSAID.match(text[end:]):
            found.spans.append((match.start(), end + unsaid.end()))
        else:
            held = [d for d in among if d.number == number]
            if held or called:
                found.add(held, f"第{number}回", match.span())


def _read_several(
    text: str, among: Sequence[Document], held: Sequence[Document], found: _Reading
) -> None:
    """From one on to the latest, or so many of them; ``held`` are those up to today."""
    for match in _ONWARD.finditer(text):
        number = parse_number(match.group(1)) if match.group(1) else None
        later = [d for d in among if d.number is not None and d.number >= (number or 0)]
        found.add(later if number else held, match.group(), match.span())
    for match in _SO_MANY.finditer(text):
        count = parse_number(match["count"])
        if count and count > 1 and held and found.free(match):
            found.add(held[-count:], match.group(), match.span())


def _number(match: re.Match[str]) -> int | None:
    return parse_number(next(group for group in match.groups() if group))


def _beside(document: Document, number: int, before: bool, words: str) -> bool:
    if document.number is None:
        return False
    if document.number == number:
        return "以" in words or "まで" in words or "から" in words
    return (document.number < number) == before


def _read_places(text: str, dated: Sequence[Document], found: _Reading) -> None:
    """前回, 前々回, 初回, 直近3回: counted among the meetings up to today."""
    few = _LATEST_FEW.search(text)
    if few and found.free(few) and (number := parse_number(few.group(1))):
        found.add(dated[-number:], few.group(), few.span())
        return
    for match in filter(found.free, _PREVIOUS.finditer(text)):
        back = 2 if match.group() == "前々回" else 1
        held = [dated[-back]] if len(dated) >= back else []
        found.add(held, match.group(), match.span())
    for match in filter(found.free, _FIRST.finditer(text)):
        found.add(dated[:1], match.group(), match.span())


def _read_dates(text: str, among: Sequence[Document], today: date, found: _Reading) -> None:
    """The first dates that say which meeting is meant; several where they are listed."""
    every = [v for v in values(text, base=today) if v.start is not None or v.end is not None]
    for at, value in enumerate(every):
        last = value
        listed = [value]
        for following in every[at + 1 :]:
            if following.begin < last.stop:
                last = max(last, following, key=lambda v: v.stop)
            elif _LINK.fullmatch(text[last.stop : following.begin]):
                last = following
                listed.append(following)
        strength = _names_meetings(text, last, among)
        if not strength:
            continue
        windows = (
            [(v.start, v.end) for v in listed] if len(listed) > 1 else [_window(text, value, today)]
        )
        held = [d for d in among if any(within(d, *window) for window in windows)]
        if not held and strength == "then":
            held = _latest_before(among, windows[-1][1])
        if held or strength == "named":
            found.period = _hull(windows)
            found.add(
                held, f"{text[value.begin : last.stop].strip()}の会議", (value.begin, last.stop)
            )
            return


def _window(text: str, value: Value, today: date) -> tuple[date | None, date | None]:
    return period(text[value.begin : value.stop + 4], today) or (value.start, value.end)


def _hull(
    windows: Sequence[tuple[date | None, date | None]],
) -> tuple[date | None, date | None]:
    starts = [start for start, _ in windows]
    ends = [end for _, end in windows]
    start = min((s for s in starts if s), default=None) if all(starts) else None
    return start, max((e for e in ends if e), default=None) if all(ends) else None


def _latest_before(among: Sequence[Document], day: date | None) -> list[Document]:
    """Who held an office at a time is told by the last meeting before it."""
    return [d for d in among if d.date is not None and day is not None and d.date <= day][-1:]


def _names_meetings(text: str, value: Value, among: Sequence[Document]) -> str:
    """How a date names a meeting: "named", "then" (an office at a time), "said", or not at all."""
    rest = text[value.stop :]
    rest = re.sub(r"^\s*(?:以降|以前|まで|から|以後|より前|より後)", "", rest)
    if _MEETING_WORD.match(rest) or _HELD.match(rest):
        return "named"
    if _OFFICE.search(_THEN.sub("", rest, count=1)):
        return "then"
    if _WHEN_SAID.match(rest) or _THEN.match(rest):
        return "said"
    day = value.start == value.end and any(d.date == value.start for d in among)
    return "named" if day else ""
