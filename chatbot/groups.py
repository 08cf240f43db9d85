"""Groups of municipalities that a question names as one speaker: 区部, 市部, 町村.

「町村からはどんな要望が出ましたか」 asks for the words of whoever speaks for a 町 or a 村. Only who
is named as one that speaks is read; 「町村への支援」 is a subject like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.absent import asks_words
from chatbot.mention import TITLE, Mention
from chatbot.people import People

# How the names of all municipalities end.
_EVERY = "区市町村"
# What each group is called, and how the names of its members end.
_GROUPS = (
    (r"(?:各|全)?(?:区市町村|市区町村)|各自治体", _EVERY),
    (r"(?:各|全)?市町村部?|多摩・?島しょ(?:地域)?", "市町村"),
    (r"(?:各|全)?町村部?", "町村"),
    (r"(?:東京|都内)?(?:23|二十三)区|特別区|区部|各区(?![一-龥])", "区"),
    (r"(?:多摩|都内)?(?:26|二十六)市|市部|各市(?![一-龥])", "市"),
)
_MEMBERS = r"(?:側|の?(?:CIO|首長|担当(?:者|課長)?|職員|代表|委員|参加者|自治体|皆(?:さん|様)?))?"
# Who is told of speaks by an active verb: 「町村はどう呼ばれたか」 asks for others' words; so does
# 「町村の意見を踏まえ」.
_SPEAKS = re.compile(
    rf"{_MEMBERS}\s*(?!.{{0,12}}(?:を踏まえ|を反映|に基づ|をもと|を基|を受けて|を参考))"
    r"(?:から|より|の(?:意見|質問|要望|発言|懸念|声|問い|指摘|提案|回答|答え|答弁|考え|見解|立場|主張|お願い"
    r"|要請|反応)(?![会率数者書])"
    rf"|[はがも](?![^。]*(?:言わ|述べら|尋ねら|求めら|説明さ|報告さ|紹介さ|期待さ|評価さ|呼ば|認めら))"
    rf"(?![^。]*(?:都|{TITLE}|当局|事務局)(?:側)?(?:は|が|の|から)))"
)
_NAMED = re.compile(
    r"(?<![一-龥])(?:"
    + "|".join(f"(?P<g{at}>{named})" for at, (named, _) in enumerate(_GROUPS))
    + ")"
)


def groups(text: str, people: People) -> Iterator[Mention]:
    """The groups that a normalised text names as speakers; of one that never speaks, nobody."""
    for match in _NAMED.finditer(text):
        if not _SPEAKS.match(text, match.end()) or not asks_words(text, match.end()):
            continue
        (ends,) = (ends for at, (_, ends) in enumerate(_GROUPS) if match[f"g{at}"])
        own = frozenset(p for p in people.everywhere if p.municipality[-1:] in {*ends})
        if not own and ends == _EVERY:
            # A council of one city's offices: what 区市町村 say there, others tell.
            continue
        yield Mention(*match.span(), own, "place", (match.group(),))
