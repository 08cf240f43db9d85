"""Follow-ups: what a question means after the ones before it.

「その理由は？」, 「第6回では？」, 「その人は他に何か言った？」 are put into a question that stands
alone, by carrying over what the last question was about, or by putting what is new in the place of
what it replaces. A chat model may do the same, and is believed only where it adds nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from chatbot.chat_model import ChatModel, ModelFailure, whole_reply
from chatbot.cite import named
from chatbot.dates import values
from chatbot.evidence import ASKING
from chatbot.material import FIRST, LAST, plain
from chatbot.meetings import read_meetings
from chatbot.mention import Mention, mentions
from chatbot.names import borne, compact, names
from chatbot.people import People
from chatbot.retrieve import Corpus
from chatbot.text import Word, normalize, tokens
from chatbot.types import Answer, Citation, Document
from prompts import render

_GREETED = r"(?:(?:じゃあ|それでは|それじゃ|では|で|ちなみに|あと|なお|また|ところで)、?)?"
_AND_THEN = re.compile(rf"^{_GREETED}")
_ELLIPTIC = re.compile(
    rf"^{_GREETED}(?P<new>[^、。?？]{{1,30}}?)"
    r"(?:の(?:ほう|方|場合|とき|時)(?:は|だと|では)?|に(?:ついて|関して)は|では|は|だと|なら|って)?"
    r"(?:どう(?:です|でした|なの|なって|だった)?(?:か|い(?:る|ます)(?:か|の)?)?|(?:何|なん)と(?:言|答え)[^。]{0,6})?[?？。]*$"
)
_PERSON = re.compile(
    r"(?:その|この|あの|同)(?:人|方|氏|者)(?!数|法|針|向|式|々)|彼(?:女)?(?=[はがのにも])|同氏"
    r"|(?:その|この|同)(?P<post>副?市長|副?知事|局長|部長|課長|室長|次長|教授|委員|議員|座長|会長|理事)"
)
_PLACE = re.compile(
    r"(?:その|この|同)(?P<kind>[区市町村])(?![民内立場])|同(?:自治体|団体)|そ(?:こ|ちら)の自治体"
)
_REPLY = re.compile(
    r"(?:それ|これ|その(?:質問|要望|指摘|意見|懸念|問い|提案|発言))(?:に(?:対し(?:て)?(?:は)?|ついて)?|を受けて?)[、は]?"
    r"(?=.*(?:答え|応え|回答|答弁|応じ|返事|返答|対応|何と|なんと|どう))"
)
_POINTS = re.compile(
    r"それ(?:ら)?(?=[はがをにでとのも、]|って|だけ|以外|以上|ぞれ以外)|これ(?:ら)?(?=[はがをにでとのも、]|って)"
    r"|(?:その|この|あの|同じ|当該|例の)(?!他|ほか|会議|協議会|回|後|前|まま|うち|ような|とき)|そこ(?=[でにはの])|そちら|前者|後者"
    r"|さっきの|先ほどの|今の"
)
_SINCE = re.compile(r"その(?:後|あと)|以後|それ(?:以降|から|以来)")
_MORE = re.compile(r"(?:他|ほか)に(?:も|は)?|それ以外に|もっと詳し|続き|具体的に(?:は|言う)|詳しく")
_BARE_WHY = re.compile(
    rf"^{_GREETED}(?:なぜ|何故|どうして|理由|原因|背景|根拠|いつ|誰|どこ|いくら|金額|時期|担当|条件)"
)
# A question with no more subjects of its own than this may lean on the one before it.
_FEW = 2
_ITS_OWN = 34
# What a model is shown of a conversation: so many exchanges, so many characters of each answer. It
# has so many seconds for a question of so many characters.
SHOWN, OF_AN_ANSWER = 6, 300
PATIENCE, LONGEST = 15.0, 200


@dataclass(frozen=True, slots=True)
class Followed:
    """A question in its conversation.

    ``question`` stands alone; ``leans`` says how sure it is that it needed the ones before it:
    ``"yes"``, ``"maybe"`` (it is read both ways) or ``"no"``. ``passed`` are quotes that were given
    already, where something else is asked for; ``answers_to`` are the turns (document, turn) whose
    answers are asked for, ``near`` those that were quoted last. ``bare`` says that the question has
    no subject of its own (「その理由は？」).
    """

    question: str
    leans: str = "no"
    passed: tuple[Citation, ...] = ()
    answers_to: tuple[tuple[str, str], ...] = ()
    near: tuple[tuple[str, str], ...] = ()
    bare: bool = False


def follow(
    question: str,
    history: Sequence[Answer],
    corpus: Corpus,
    today: date,
    model: ChatModel | None = None,
) -> Followed:
    """Read a question after those before it, the oldest first.

    ``model`` may put it into other words; the rules stand where it fails or adds anything.
    """
    if not history or not question.strip():
        return Followed(question)
    documents = list(corpus.documents.values())
    people = corpus.people(d.id for d in documents)
    reader = _Reader(normalize(question), history, documents, people, today)
    followed = reader.read() or Followed(question)
    told = _by_model(question, history, model) if model is not None else ""
    if not told or normalize(told) == normalize(question):
        return followed
    return replace(followed, question=told, leans="yes")


def _by_model(question: str, history: Sequence[Answer], model: ChatModel) -> str:
    """The question as a model puts it; empty where it fails, or brings in what nobody named."""
    told = "\n".join(
        f"質問: {plain(one.question)}\n回答: {plain(one.text[:OF_AN_ANSWER])}"
        for one in history[-SHOWN:]
    )
    prompt = render(
        "follow_up",
        question=plain(question),
        history=f"{FIRST}\n{told}\n{LAST}",
        first=FIRST,
        last=LAST,
    )
    try:
        reply = whole_reply(model, [("human", prompt)], time.monotonic() + PATIENCE)
    except ModelFailure:
        return ""
    lines = [line.strip(" 「」") for line in reply.splitlines() if line.strip()]
    if len(lines) != 1 or len(lines[0]) > LONGEST or not re.search(r"[ぁ-んァ-ヶ一-龥]", lines[0]):
        return ""
    known = compact(f"{question}\n{told}")
    brought = [name.text for name in names(normalize(lines[0])) if not borne(name, known)]
    brought += [v.text for v in values(lines[0]) if compact(v.text) not in known]
    brought += [run for run in _runs(normalize(lines[0])) if not _known(run, known)]
    return "" if brought else lines[0]


def _known(run: str, told: str) -> bool:
    """Whether every subject word of a run of nouns was named before."""
    return all(compact(w.surface) in told for w in tokens(run) if _says(w))


class _Reader:
    def __init__(
        self,
        text: str,
        history: Sequence[Answer],
        documents: Sequence[Document],
        people: People,
        today: date,
    ) -> None:
        self.text, self.last = text, history[-1]
        # The last question with a subject of its own: 「町田市は？」 after 「その理由は？」 asks
        # what was asked before the reason was.
        based = next(
            (one for one in reversed(history) if _runs(normalize(one.question))), self.last
        )
        self.before = normalize(based.understood.question)
        self.people, self.documents, self.today = people, documents, today
        self.cited = [c for c in self.last.citations if c.part == "text" and c.speaker is not None]

    def read(self) -> Followed | None:
        """What the question means, or ``None`` where it stands alone."""
        text = self.text
        if person := self._person():
            return Followed(person, "yes", self._passed())
        if reply := _REPLY.search(text):
            return self._reply(reply)
        if place := self._placed() or self._substituted():
            return Followed(place, "yes")
        if _SINCE.search(text):
            return Followed(self._about(_SINCE.sub("", text), meeting=False), "yes")
        bare = not self._subjects(text)
        if _POINTS.search(text) or _BARE_WHY.match(text) or bare:
            passed = self.last.citations if bare else self._passed()
            about = self._about(_POINTS.sub("", text))
            return Followed(about, "yes", passed, near=self._near(), bare=bare)
        if len(self._subjects(text)) <= _FEW and len(text) <= _ITS_OWN and not self._names(text):
            return Followed(self._about(text), "maybe", near=self._near())
        return None

    def _near(self) -> tuple[tuple[str, str], ...]:
        """The turns that the last answer quoted: what is asked now lies there, or near."""
        return tuple(dict.fromkeys((c.document, c.turn) for c in self.cited if c.turn is not None))

    def _passed(self) -> tuple[Citation, ...]:
        """What was quoted already, where more is asked for."""
        return self.last.citations if _MORE.search(self.text) else ()

    # -- persons -----------------------------------------------------------------------------

    def _person(self) -> str:
        match = _PERSON.search(self.text)
        if match is None:
            return ""
        who = self._speaker(match["post"])
        if not who:
            return ""
        return self.text[: match.start()] + who + self.text[match.end() :]

    def _speaker(self, post: str | None) -> str:
        """The speaker of what was answered, or of what was asked about."""
        for citation in self.cited:
            speaker = citation.speaker
            if speaker and (not post or speaker.role.endswith(post)):
                return named(speaker)
        if self.last.understood.speaker:
            return self.last.understood.speaker.split("、")[0]
        found = [m for m in mentions(self.before, self.people) if m.kind != "place"]
        return self.before[found[0].start : found[0].end] if found else ""

    def _placed(self) -> str:
        """The question with 同市 and the like spelled out."""
        match = _PLACE.search(self.text)
        known = self._place() if match else ""
        return (
            self.text[: match.start()] + known + self.text[match.end() :] if match and known else ""
        )

    def _place(self) -> str:
        for mention in mentions(self.before, self.people):
            for person in mention.people:
                if person.municipality:
                    return person.municipality
        for citation in self.cited:
            for person in self.people.everywhere:
                speaker = citation.speaker
                if speaker and person.name == speaker.name and person.municipality:
                    return person.municipality
        return ""

    def _reply(self, match: re.Match[str]) -> Followed:
        """The answer to what was quoted last: by whom it was asked, and about what."""
        asked = self._near()
        rest = self.text[: match.start()] + self.text[match.end() :]
        topic = self._topic()
        return Followed(
            f"{topic}についての質問に対し、{rest}" if topic else rest, "yes", answers_to=asked
        )

    # -- one thing put in the place of another -------------------------------------------------

    def _substituted(self) -> str:
        """The last question with what is new in place of what it replaces: 「第6回では？」."""
        match = _ELLIPTIC.match(self.text)
        if match is None:
            return ""
        new = match["new"]
        if _POINTS.search(new) or _MORE.search(new):
            return ""
        if span := self._meeting_span(new):
            if len(new) - (span[1] - span[0]) > 4:
                return ""
            old = self._meeting_span(self.before)
            return _put(self.before, old, new) if old else f"{new}では、{self.before}"
        if dated := [v for v in values(new, self.today) if v.start or v.unit.startswith("--")]:
            if len(new) - len(dated[0].text) > 4:
                return ""
            old_dates = [
                v for v in values(self.before, self.today) if v.start or v.unit.startswith("--")
            ]
            if old_dates:
                return _put(self.before, (old_dates[0].begin, old_dates[0].stop), new)
            return f"{new}では、{self.before}"
        return self._renamed(new)

    def _renamed(self, new: str) -> str:
        nouns = _runs(new)
        if len(nouns) != 1 or len("".join(nouns)) < len(re.sub(r"\s", "", new)) - 1:
            return ""
        if self.text.rstrip("?？。").endswith("か") and "どう" not in self.text:
            return ""
        mine = mentions(new, self.people)
        theirs = mentions(self.before, self.people)
        if mine and theirs:
            old = _fitting(theirs, mine[0])
            return _put(self.before, (old.start, old.end), new)
        old_noun = _likeliest(new, _runs(self.before))
        if old_noun:
            at = self.before.find(old_noun)
            return _put(self.before, (at, at + len(old_noun)), new)
        return f"{new}について、{self.before}"

    def _meeting_span(self, text: str) -> tuple[int, int] | None:
        read = read_meetings(text, self.documents, self.today)
        return min(read.spans) if read.spans else None

    # -- the subject carried over ---------------------------------------------------------------

    def _about(self, text: str, *, meeting: bool = True) -> str:
        rest = _AND_THEN.sub("", text).strip(" 、")
        topic = self._topic(meeting=meeting and not self._meeting_span(text))
        return f"{topic}について、{rest}" if topic else rest

    def _topic(self, *, meeting: bool = True) -> str:
        """The subjects of the last question, as it names them."""
        before = self.before
        spans = [(v.begin, v.stop) for v in values(before, self.today) if v.start or v.end]
        if (span := self._meeting_span(before)) and not meeting:
            spans.append(span)
        elif span:  # a day that names the meeting
            spans = [s for s in spans if s[0] >= span[1] or s[1] <= span[0]]
        # What was said on some day is not asked for by that day again.
        for begin, stop in sorted(spans, reverse=True):
            before = _put(before, (begin, stop), " ")
        return "・".join(_runs(before))

    def _subjects(self, text: str) -> list[str]:
        span = self._meeting_span(text)
        bare = _put(text, span, " ") if span else text
        return _runs(_POINTS.sub("", bare))

    def _names(self, text: str) -> bool:
        return bool(self._meeting_span(text) or mentions(text, self.people))


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]


def _fitting(theirs: Sequence[Mention], mine: Mention) -> Mention:
    """The mention that another takes the place of: one of the same kind, or else the first."""
    return next((m for m in theirs if m.kind == mine.kind), theirs[0])


def _likeliest(new: str, runs: Sequence[str]) -> str:
    """What of the last question a noun replaces: what ends alike (支所), or is a name, too."""
    for size in (3, 2, 1):
        tail = new[-size:]
        alike = [run for run in runs if len(new) > size and run.endswith(tail) and run != new]
        if alike and (size > 1 or re.match(r"[一-龥]", tail)):
            return alike[0]
    proper = [run for run in runs if any("固有名詞" in w.pos for w in tokens(run))]
    return proper[0] if proper and any("固有名詞" in w.pos for w in tokens(new)) else ""


_JOINED = re.compile(r"名詞|接頭辞|接尾辞|記号")


def _runs(text: str) -> list[str]:
    """Runs of nouns that name a subject, as written, each once; の joins two of them."""
    runs: list[tuple[int, int, bool]] = []
    for word in tokens(text):
        noun = bool(_JOINED.match(word.pos)) or word.surface in "ヶケ"
        if not noun or word.surface in _ASKS or word.surface in "、。?？「」()・":
            continue
        if runs and word.start == runs[-1][1]:
            runs[-1] = (runs[-1][0], word.end, runs[-1][2] or _says(word))
        else:
            runs.append((word.start, word.end, _says(word)))
    return list(dict.fromkeys(text[a:b] for a, b, says in runs if says))


_ASKS = frozenset("何 いくら いくつ 幾ら 誰 どこ いつ どれ どの どんな なに なん 何人 何回".split())


def _says(word: Word) -> bool:
    """Whether a noun names a subject rather than asks (何人) or points (件)."""
    if not word.pos.startswith("名詞") or word.surface in ("何", "誰"):
        return False
    return word.lemma.lower() not in ASKING and word.surface not in (
        "こと",
        "もの",
        "ほう",
        "ため",
        "とき",
    )
