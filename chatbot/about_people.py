"""Answers about who speaks in a meeting: who, how often, under which item, with which office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from chatbot.cite import Claim, Draft, cite_speaker, meeting_name, named, when
from chatbot.library import Library
from chatbot.people import Person, squeeze
from chatbot.types import Citation, Document, Note, Speaker, Turn

Said = tuple[Document, Turn]

# Who spoke in each of the meetings, and not in some.
_EACH = re.compile(r"(?:どちら|どの回|いずれ)[^。]{0,6}も|毎回|両方|双方")
_PLACES = "市区町村|区市町村|市町村|自治体|団体|区|市|町|村"
_ASKING = re.compile(r"質問|要望")
_SIDE = re.compile(r"(?:区市町村|市区町村|自治体|市町村)側")
_KIND = re.compile(
    rf"(?:どの|どこの|何)({_PLACES})|({_PLACES})の(?:名前|一覧)|({_PLACES})は(?:どこ|どれ|何|[?？]?$)"
    rf"|(?:発言|質問|要望|意見)(?:を)?(?:した|出した|述べた|言った|している|のあった|があった)({_PLACES})(?![側民長議立内委])"
)


def spoken(library: Library, documents: Iterable[Document]) -> Iterator[Said]:
    """Every turn that has a speaker, in order."""
    for document in documents:
        for turn in library.turns(document):
            if turn.speaker is not None:
                yield document, turn


def speakers(said: Sequence[Said], question: str = "", *, metropolis: bool = False) -> Draft | None:
    """Who speaks, meeting by meeting, each once.

    Only municipalities, only those without one, or only who asks, where that is what is asked.
    """
    claims = []
    chosen = _of_kind(said, question)
    if metropolis:
        chosen = [(d, t) for d, t in chosen if not _person(t).municipality]
    what = "発言"
    if re.search(r"質問|要望", question) and not re.search(r"発言|意見", question):
        chosen = [(d, t) for d, t in chosen if t.kind == "question"]
        what = "質問や要望"
    elif re.search(r"答弁|回答", question):
        chosen = [(d, t) for d, t in chosen if t.kind == "answer"]
        what = "答弁"
    meetings = _by_meeting(chosen)
    if _EACH.search(question):
        always = set.intersection(*[{_key(t) for t in turns} for _, turns in meetings] or [set()])
        kept = [(d, [t for t in turns if _key(t) in always]) for d, turns in meetings]
        meetings = [(document, turns) for document, turns in kept if turns]
    for document, turns in meetings:
        firsts = _firsts(turns)
        day = f"（{when(document)}）" if document.date else ""
        parts: list[str | Citation] = [
            f"{meeting_name(document)}{day}で{what}が記載されているのは、"
        ]
        for place, turn in enumerate(firsts):
            parts += ["、" if place else "", named(turn.speaker), cite_speaker(document, turn)]
        claims.append(Claim((*parts, f"の{len(firsts)}名です。")))
    return Draft("answered", tuple(claims)) if claims else None


def attended(said: Sequence[Said]) -> Draft | None:
    """Who spoke, saying that there is no list of who was present."""
    draft = speakers(said)
    if draft is None:
        return None
    note = Note(
        "no_attendance_list",
        "議事要旨に出席者の名簿はありません。発言が記載されている人を示しています。",
    )
    return Draft(draft.status, draft.claims, notes=(note,))


def one_speaker(said: Sequence[Said], question: str) -> Draft | None:
    """Who speaks (or asks) first, last or most often in each meeting."""
    asks = bool(_ASKING.search(question))
    what = "質問や要望を" if asks else "発言"
    chosen = [(d, t) for d, t in _of_kind(said, question) if t.kind == "question" or not asks]
    claims = []
    for document, turns in _by_meeting(chosen):
        if "多" in question:
            counted: dict[str, list[Turn]] = {}
            for turn in turns:
                counted.setdefault(_key(turn), []).append(turn)
            most = max(map(len, counted.values()))
            found = [own for own in counted.values() if len(own) == most]
            lead = f"で{what.removesuffix('を')}が最も多く記載されているのは、（{most}回）"
        else:
            found = [[turns[-1] if "後" in question else turns[0]]]
            lead = f"で{'最後' if '後' in question else '最初'}に{what}しているのは、"
        parts: list[str | Citation] = [f"{meeting_name(document)}{lead}"]
        for place, own in enumerate(found):
            parts += ["、" if place else "", named(own[0].speaker)]
            parts += [cite_speaker(document, turn) for turn in own]
        claims.append(Claim((*parts, "です。")))
    return Draft("answered", tuple(claims)) if claims else None


def holders(said: Sequence[Said], people: Sequence[Person], every: bool) -> Draft | None:
    """Who holds an office or what office somebody holds, by the lines that name speakers.

    The latest line of each person and office; of several persons in turn only the last, unless
    ``every`` one is asked for.
    """
    latest: dict[tuple[str, str], Said] = {}
    for document, turn in own(said, people):
        speaker = turn.speaker or Speaker()
        if speaker.name:
            key = (squeeze(speaker.name), squeeze(speaker.role))
            latest.pop(key, None)
            latest[key] = (document, turn)
    if any(role for _, role in latest):
        latest = {key: value for key, value in latest.items() if key[1]}
    if not every:
        latest = _last_of_each(latest)
    claims = []
    for document, turn in latest.values():
        cited = cite_speaker(document, turn)
        day = f"（{when(document)}）" if document.date else ""
        lead = f"{meeting_name(document)}{day}の議事要旨に「"
        claims.append(Claim((lead, cited.quote, "」と記載されています。", cited)))
    return Draft("answered", tuple(claims)) if claims else None


def _last_of_each(latest: dict[tuple[str, str], Said]) -> dict[tuple[str, str], Said]:
    """Of one office with several holders the last; of one person with several offices all."""
    by_post: dict[str, tuple[str, str]] = {}
    for key in latest:
        by_post[key[1]] = key
    return {key: latest[key] for key in latest if by_post[key[1]] == key}


def times(said: Sequence[Said], people: Sequence[Person], question: str) -> Draft | None:
    """How often somebody speaks, meeting by meeting."""
    claims = []
    kind = "質問" if "質問" in question else "発言"
    for document, every in _by_meeting(list(own(said, people))):
        by_person: dict[str, list[Turn]] = {}
        for turn in every:
            if kind == "発言" or turn.kind == "question":
                by_person.setdefault(_key(turn), []).append(turn)
        for turns in by_person.values():
            speaker = named(turns[0].speaker)
            lead = f"{meeting_name(document)}で{speaker}の{kind}は{len(turns)}回記載されています。"
            claims.append(Claim((lead, *(cite_speaker(document, turn) for turn in turns))))
    return Draft("answered", tuple(claims)) if claims else None


def there(said: Sequence[Said], people: Sequence[Person]) -> Draft | None:
    """Whether somebody was there: known only of those who speak."""
    claims = []
    for document, turns in _by_meeting(list(own(said, people))):
        day = f"（{when(document)}）" if document.date else ""
        for turn in _firsts(turns):
            text = f"{meeting_name(document)}{day}に{named(turn.speaker)}の発言が記載されています。"
            claims.append(Claim((text, cite_speaker(document, turn))))
    note = Note("no_attendance_list", "議事要旨に出席者の名簿はなく、発言の有無から答えています。")
    return Draft("answered", tuple(claims), notes=(note,)) if claims else None


def presenter(document: Document, at: int, turns: Sequence[Turn]) -> Claim | None:
    """Who presents an item: the one printed beside it, or else who speaks first under it."""
    spoken = [t for t in turns if t.speaker is not None]
    printed = document.agenda[at].presenter
    name = squeeze(printed.name) if printed else ""
    own = [t for t in spoken if name and t.speaker and squeeze(t.speaker.name) == name]
    opening = [t for t in spoken[:1] if t.kind == "statement"]
    if not own and not opening:
        return None
    cited = cite_speaker(document, (own or opening)[0])
    day = f"（{when(document)}）" if document.date else ""
    what = "説明者" if own else "この議題で最初に発言した人"
    lead = f"{meeting_name(document)}{day}の議事要旨に、{what}として「"
    return Claim((lead, cited.quote, "」と記載されています。", cited))


def _person(turn: Turn) -> Person:
    speaker = turn.speaker or Speaker()
    return Person.of(speaker)


def own(said: Sequence[Said], people: Sequence[Person]) -> Iterator[Said]:
    wanted = set(people)
    return ((document, turn) for document, turn in said if _person(turn) in wanted)


def _of_kind(said: Sequence[Said], question: str) -> list[Said]:
    """Only speakers of a kind of municipality, where the question asks for one (どの市が)."""
    if _SIDE.search(question):
        return [(d, t) for d, t in said if _person(t).municipality]
    match = _KIND.search(question)
    kind = next((group for group in match.groups() if group), "") if match else ""
    if not kind:
        return list(said)
    places = [((d, t), _person(t).municipality) for d, t in said]
    return [pair for pair, place in places if place and (len(kind) > 1 or place.endswith(kind))]


def _by_meeting(said: Sequence[Said]) -> list[tuple[Document, list[Turn]]]:
    found: dict[str, tuple[Document, list[Turn]]] = {}
    for document, turn in said:
        found.setdefault(document.id, (document, []))[1].append(turn)
    return list(found.values())


def _firsts(turns: Sequence[Turn]) -> list[Turn]:
    first: dict[str, Turn] = {}
    for turn in turns:
        first.setdefault(_key(turn), turn)
    return list(first.values())


def _key(turn: Turn) -> str:
    return _person(turn).identity
