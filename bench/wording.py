"""What checking a chat model's sentences costs: ``python -m bench.wording [--write PAGE]``.

How long a sentence takes from the model's end of it to its display, over real HTTP with the tests'
own server; and how long a check takes, without and with dense help. On the shipped minutes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.cold import MINUTES
from bench.compare import Told, percentile
from bench.report import Row, processor, table, write_block
from chatbot.assistant import Assistant
from chatbot.cite import named
from chatbot.cli import terminal
from chatbot.embed import Embedder, Vectors
from chatbot.grounding import Evidence, check
from chatbot.material import exchanges
from chatbot.sentences import sentences
from chatbot.settings import Settings
from chatbot.words import tokens
from ingest import ingest_paths

BLOCK = "bench wording"
# Seconds between the pieces of a reply, as a model of thirty pieces a second sends them.
PAUSE = 0.033
# Answered out of speeches, with two sentences each by the server's model.
QUESTIONS = (
    "国立市は令和8年度どうする方針か",
    "町田市の事業開始はいつか",
    "補助率はいくつか",
    "高野局長は人材確保についてどう認識しているか",
    "緊急情報はどんなときに出るのか",
    "東京アプリとは何か",
) * 3


@dataclass(frozen=True, slots=True)
class Wording:
    """Milliseconds: of each sentence to its display, of each check, of each with dense help.

    Checks have two figures: by the clock, and of the processor, which other programs do not slow.
    """

    shown: tuple[float, ...]
    checks: tuple[tuple[float, float], ...]
    helped: tuple[tuple[float, float], ...]


class _Watch:
    """Notes when each sentence is seen."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    def begin(self) -> None:
        self.seen = []

    def sentence(self, text: str) -> None:
        self.seen.append(time.monotonic())


def measure_wording(settings: Settings, told: Told) -> Wording:
    """Ingest the shipped minutes into a temporary installation, then measure both on it."""
    with tempfile.TemporaryDirectory(prefix="gijiq-wording-") as folder:
        model = settings.bundled_model_dir.resolve()
        own = Settings(data=Path(folder), model_dir=model, threads=settings.threads)
        with Assistant(own) as assistant:
            ingest_paths(assistant, sorted(MINUTES.glob("*.txt")))
            checks = measure_checks(assistant, told)
            shown = measure_display(assistant, told)
    return Wording(shown, *checks)


# -- checks --------------------------------------------------------------------------------------


def measure_checks(
    assistant: Assistant, told: Told, most: int | None = None
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Each sentence (or the first ``most``), true and with some nouns replaced, in its exchange.

    Dense help is asked for where the words nearly suffice: only such checks count as helped.
    """
    claims = list(_claims(assistant))[:most]
    plain, helped = [], []
    for number, (claim, evidence) in enumerate(claims):
        told("文の確かめ", number, len(claims))
        dense = _Dense(assistant.embedder)
        plain.append(_timed(lambda: check(claim, evidence)))  # noqa: B023, run at once
        timed = _timed(lambda: check(claim, evidence, similarity=dense))  # noqa: B023
        if dense.known:
            helped.append(timed)
    return tuple(plain), tuple(helped)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock and of the processor."""
    began = time.perf_counter(), time.process_time()
    work()
    ended = time.perf_counter(), time.process_time()
    return (ended[0] - began[0]) * 1000, (ended[1] - began[1]) * 1000


class _Dense:
    """The cosine of two texts by the installation's model, which embeds each text once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.known: dict[str, Vectors] = {}

    def __call__(self, one: str, other: str) -> float:
        for text in {one, other} - self.known.keys():
            self.known[text] = self._embedder.embed_passages([text])[0]
        return float(self.known[one] @ self.known[other])


def _claims(assistant: Assistant) -> Iterator[tuple[str, list[Evidence]]]:
    corpus = assistant.corpus()
    for document in assistant.documents().values():
        for turn in assistant.library.turns(document):
            evidence = [
                one
                for exchange in exchanges(corpus, [(document.id, turn.id)])
                for one in exchange.evidence(corpus)
            ]
            for begin, end in sentences(turn.text):
                said = turn.text[begin:end].removesuffix("。")
                for body in (said, *(_vague(said, every) for every in (2, 3))):
                    yield f"{named(turn.speaker)}は、{body}と述べた。", evidence


def _vague(text: str, every: int) -> str:
    """A text with one of so many nouns replaced by 事項: its words nearly suffice."""
    nouns = [word for word in tokens(text) if word.pos.startswith("名詞")]
    for word in reversed(nouns[::every]):
        text = f"{text[: word.start]}事項{text[word.end :]}"
    return text


# -- display -------------------------------------------------------------------------------------


def measure_display(
    assistant: Assistant, told: Told, questions: Sequence[str] = QUESTIONS
) -> tuple[float, ...]:
    """From the mark that ends a sentence, as the server sends it, until it is seen."""
    from tests.model_server import ModelServer

    waits: list[float] = []
    with ModelServer("correct", pause=PAUSE) as server:
        chosen = {"chat_model": "openai:model", "chat_base_url": server.url}
        worded = Assistant(
            assistant.settings.model_copy(update=chosen), embedder=assistant.embedder
        )
        for number, question in enumerate(questions):
            told("文の表示まで", number, len(questions))
            server.ends.clear()
            watch = _Watch()
            answer = worded.ask(question, watch=watch)
            # A sentence that did not pass was not seen: whose end was whose is not known then.
            if answer.answerer != "extractive" and len(watch.seen) == len(server.ends):
                pairs = zip(watch.seen, server.ends, strict=True)
                waits += [(seen - end) * 1000 for seen, end in pairs]
        worded.library.close()
    return tuple(waits)


# -- the table -----------------------------------------------------------------------------------


def rows(wording: Wording) -> list[Row]:
    """What is measured, as the table has it."""

    def row(english: str, japanese: str, value: float, target: str = "") -> Row:
        return Row(english, japanese, f"{value:.1f}", target=target)

    shown = wording.shown
    checks, helped = (list(zip(*part, strict=True)) for part in (wording.checks, wording.helped))
    return [
        row("ms from the end of a model's sentence to its display, median",
            "言語モデルの文の終わりから表示までのミリ秒（中央値）", statistics.median(shown)),
        row("the same, p95", "同、95パーセンタイル", percentile(shown, 95), "≤ 150"),
        row("ms a check of a sentence, median", "文1つの確かめのミリ秒（中央値）",
            statistics.median(checks[0]), "≤ 20"),
        row("processor ms of it, median", "同、演算時間", statistics.median(checks[1])),
        row("ms a check with dense help, median", "意味の近さも使う確かめのミリ秒（中央値）",
            statistics.median(helped[0]), "≤ 80"),
        row("processor ms of it, median", "同、演算時間", statistics.median(helped[1])),
    ]  # fmt: skip


def block(wording: Wording, loads: Sequence[float]) -> str:
    """The table, and what was measured how often on what."""
    counts = tuple(len(part) for part in (wording.shown, wording.checks, wording.helped))
    return (
        f"{table(rows(wording), '', japanese=False)}\n\n"
        f"{counts[0]} sentences shown, {counts[1]} checked, {counts[2]} with dense help. "
        f"{processor()}, {os.cpu_count()} cores; load average from {min(loads):.1f} to "
        f"{max(loads):.1f}."
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the table and write it between its marks."""
    parser = argparse.ArgumentParser(prog="python -m bench.wording", description="言語モデルの文")
    parser.add_argument("--write", type=Path, action="append", default=[], help="表を書くページ")
    given = parser.parse_args(arguments)
    loads = [os.getloadavg()[0]]
    with terminal.progress("準備") as told:
        wording = measure_wording(Settings(), told)
    loads.append(os.getloadavg()[0])
    text = block(wording, loads)
    terminal.say(text)
    for page in given.write:
        write_block(page, text, BLOCK)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
