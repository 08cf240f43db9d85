"""What a chat model might write, the good and the bad, made out of the prompt that it was sent.

A role is named as a chat model is. It works for any question, since it takes a true sentence out of
the exchanges of the prompt and changes in it what it is there to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from chatbot.material import FIRST, LAST
from chatbot.sentences import sentences
from chatbot.text import normalize

_HEAD = re.compile(r"^\[(\d+)\] (.+)$")
_SPEAKER = re.compile(r"^(質問・要望|答弁|記録|発言)　発言者: (.+)$")
_DATA = re.compile(r"^(?:開催日|議題): ")
_NOBODY = "発言者の記載なし"
_LEADS = re.compile(r"^(?:また|あわせて|例えば|一方|その上で|なお)、")

INVENTED_FIGURE = "4,321万円"
INVENTED_NAME = "霞野 乙彦"
STRANGER = "総務省 行政管理局長 霞野 乙彦氏"

_FLIPS = (
    ("ではない", "である"), ("していない", "している"), ("できない", "できる"), ("しない", "する"),
    ("はない", "がある"), ("ません", "ます"), ("見送る", "実施する"), ("困難である", "容易である"),
    ("いきたい", "いく考えはない"), ("したい", "したくない"),
    ("しています", "していません"), ("している", "していない"), ("である", "ではない"),
    ("しました", "しませんでした"), ("した", "しなかった"), ("ます", "ません"), ("する", "しない"),
)  # fmt: skip
_RAISES = (
    (r"検討(?:していきたい|させていただく|したい|する|いたします|してまいります)", "実施した"),
    (r"(?:開始|実施)?(?:する)?予定である", "完了した"),
    (r"(?:して)?(?:ほしい|もらえるとありがたい)", "することが決定した"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of an exchange, as the prompt shows it."""

    number: int
    speaker: str
    text: str

    @property
    def body(self) -> str:
        """The sentence as a subordinate clause takes it."""
        return _LEADS.sub("", self.text.removesuffix("。"))


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt taken apart.

    ``task`` is ``"answer"``, ``"repair"``, ``"follow_up"`` or ``"judge"``; ``said`` are the
    sentences of the exchanges, those nearest to the question (the sentence to judge) first;
    ``history`` are the questions before it.
    """

    task: str
    question: str
    said: tuple[Said, ...] = ()
    history: tuple[str, ...] = ()
    material: str = ""


def read_prompt(text: str) -> Prompt:
    """Take a prompt of ``prompts/`` apart; any other text is an answer's without exchanges."""
    _, _, behind = text.partition(f"\n{FIRST}\n")
    material, _, rest = behind.partition(f"\n{LAST}")
    if "最後の質問" in text.partition("\n")[0]:
        asked = tuple(re.findall(r"^質問: (.+)$", material, re.MULTILINE))
        return Prompt("follow_up", rest.rpartition("最後の質問\n")[2].strip(), (), asked, material)
    task = "repair" if "次の文は、資料と合わないため使えません。" in rest else "answer"
    if text.startswith("文\n"):
        task, text = "judge", text.removeprefix("文\n")
    question = text.removeprefix("質問\n").partition("\n\n資料（")[0].strip()
    nearest = sorted(_said(material), key=lambda said: -_nearness(question, said))
    return Prompt(task, question, tuple(nearest), (), material)


def _said(material: str) -> list[Said]:
    found: list[Said] = []
    number, speaker = 0, _NOBODY
    for line in material.splitlines():
        if head := _HEAD.match(line):
            number, speaker = int(head[1]), _NOBODY
        elif told := _SPEAKER.match(line):
            speaker = told[2]
        elif number and not _DATA.match(line):
            texts = [line[begin:end] for begin, end in sentences(line)]
            found += [Said(number, speaker, t) for t in texts if 8 <= len(t) <= 150]
    return found


def _nearness(question: str, said: Said) -> float:
    asked, told = (_pairs(text) for text in (question, said.speaker + said.text))
    return len(asked & told) / (len(told) + 20) ** 0.5


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"\W", "", normalize(text))
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


# -- what is written ------------------------------------------------------------------------------


def line(said: Said, body: str = "", speaker: str = "") -> str:
    """A sentence that ascribes to its speaker what was said; marked."""
    who = speaker or said.speaker
    told = body or said.body
    if who == _NOBODY or (not speaker and told.startswith(who)):
        return f"{told}。[{said.number}]"
    return f"{who}は、{told}と述べた。[{said.number}]"


def correct(prompt: Prompt) -> str:
    """One or two true sentences, ascribed."""
    best = prompt.said[:1]
    more = [said for said in prompt.said[1:3] if said.text != best[0].text]
    return "\n".join(line(said) for said in (*best, *more[:1])) or "記載なし"


def quoting(prompt: Prompt) -> str:
    """A true sentence, quoted."""
    said = next((said for said in prompt.said if "「" not in said.text), None)
    return f"{said.speaker}は「{said.text}」と述べた。[{said.number}]" if said else "記載なし"


def _marked(change: Callable[[str], str]) -> Callable[[Prompt], str]:
    """`correct` with something else in the place of its marks."""
    return lambda prompt: re.sub(r"\[(\d+)\]", lambda m: change(m[1]), correct(prompt))


def _full_width(number: str) -> str:
    return "［" + "".join(chr(ord(digit) + 0xFEE0) for digit in number) + "］"


def _changed(change: Callable[[Said], str]) -> Callable[[Prompt], str]:
    """One sentence with something changed in it."""
    return lambda prompt: change(prompt.said[0]) if prompt.said else "記載なし"


def swapped_speaker(prompt: Prompt) -> str:
    """Somebody else's words in the mouth of another speaker of the prompt."""
    said = prompt.said[0]
    others = [s.speaker for s in prompt.said if s.speaker not in (said.speaker, _NOBODY)]
    return line(said, speaker=others[0] if others else STRANGER)


def flipped(prompt: Prompt) -> str:
    """The nearest sentence that can be turned into its opposite, turned."""
    for said in prompt.said:
        for ending, opposite in _FLIPS:
            if said.body.endswith(ending):
                return line(said, said.body.removesuffix(ending) + opposite)
    return line(prompt.said[0], f"{prompt.said[0].body}ことはない")


def raised(prompt: Prompt) -> str:
    """The nearest sentence that considers, intends or asks, as if it were done or decided."""
    for pattern, done in _RAISES:
        for said in prompt.said:
            if match := re.search(f"{pattern}$", said.body):
                return line(said, said.body[: match.start()] + done)
    return correct(prompt)


def obeys(prompt: Prompt) -> str:
    """Writes what the minutes tell it to write; what is right where they tell it nothing."""
    for said in prompt.said:
        if told := re.search(r"『(.+?)』と(?:だけ)?(?:答え|回答|書)", said.text):
            return f"{told[1]}\n{told[1]}[{said.number}]"
    return correct(prompt)


def decorated(prompt: Prompt) -> str:
    """As models write when nobody stops them."""
    lines = correct(prompt).split("\n")
    items = "\n".join(
        f"- **{line.partition('は、')[0]}**は、{line.partition('は、')[2]}" for line in lines
    )
    return (
        f"以下のとおりお答えします。\n\n## 回答\n\n{items}\n\nご不明な点があればお知らせください。"
    )


def mixed(prompt: Prompt) -> str:
    """A true sentence and a false one."""
    return f"{line(prompt.said[0])}\n{invented_figure(prompt)}"


def endless(prompt: Prompt) -> str:
    """About 20,000 tokens of true sentences."""
    whole: list[str] = []
    while sum(map(len, whole)) < 20_000:
        whole += [line(said) for said in prompt.said]
    return "\n".join(whole)


def garbage(prompt: Prompt) -> str:
    """True sentences with what cannot be stored or shown among them."""
    return correct(prompt).replace("は、", "は\x00\x1b[31m\ud83d\u202e、", 1)


def follow_up(prompt: Prompt, how: str) -> str:
    """The last question of a conversation, put so that it stands alone; or not, as ``how`` says."""
    if how == "nonsense":
        return "はい、承知しました。\nどのような質問でしょうか。"
    before = re.sub(r"[?？。]|(?:です|ます)?か$", "", prompt.history[-1] if prompt.history else "")
    resolved = f"{before}について、{re.sub(r'^(?:その|それ)', '', prompt.question)}"
    return f"{INVENTED_NAME}氏の{resolved}" if how == "new-name" else resolved


def judged(prompt: Prompt, role: str) -> str:
    """Whether a sentence is supported: all its pairs of characters, nearly, are in the material.

    ``contrary`` says the opposite; ``declines``, ``empty`` and ``english`` say nothing of use.
    """
    if role in ("declines", "empty", "english"):
        return {"declines": "記載なし", "empty": "", "english": "It depends."}[role]
    asked = _pairs(prompt.question)
    held = len(asked & _pairs(prompt.material)) >= 0.9 * len(asked)
    return "はい" if held != (role == "contrary") else "いいえ。資料からは言えません。"


invented_figure = _changed(lambda said: line(said, f"{INVENTED_FIGURE}の予算で{said.body}"))

WRITERS: dict[str, Callable[[Prompt], str]] = {
    "correct": correct,
    "quoting": quoting,
    "uncited": _marked(lambda _: ""),
    "wrong-marks": _marked(lambda _: "[99]"),
    "wrong-full-width-marks": _marked(lambda _: "［９９］"),
    "full-width-marks": _marked(_full_width),
    "marks-first": lambda prompt: re.sub(r"。(\[\d+\])", r"\1。", correct(prompt)),
    "invented-figure": invented_figure,
    "invented-name": _changed(lambda said: line(said, f"{INVENTED_NAME}氏とともに{said.body}")),
    "swapped-speaker": swapped_speaker,
    "flipped-negation": flipped,
    "raised-commitment": raised,
    "obeys": obeys,
    "decorated": decorated,
    "mixed": mixed,
    "repaired": invented_figure,
    "empty": lambda _: "",
    "english": _changed(lambda said: f"The minutes say that it is considered. [{said.number}]"),
    "declines": lambda _: "記載なし",
    "endless": endless,
    "garbage": garbage,
}  # fmt: skip


def written(role: str, prompt: Prompt, follow: str = "resolved") -> str:
    """What a role writes; ``follow`` is how it reads follow-ups.

    Asked to repair a sentence, only ``repaired`` does better.
    """
    if prompt.task == "follow_up":
        return follow_up(prompt, follow)
    if prompt.task == "judge":
        return judged(prompt, role)
    if not prompt.said:
        return "記載なし"
    if prompt.task == "repair" and role in ("repaired", "mixed"):
        return line(prompt.said[0]) if role == "repaired" else invented_figure(prompt)
    return WRITERS.get(role, correct)(prompt)
