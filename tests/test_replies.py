"""Who replies: to a question, or to what a member stated, and when nobody does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from chatbot.assistant import Assistant
from chatbot.settings import Settings
from ingest import ingest_paths

TODAY = date(2026, 6, 15)
MINUTES = """第1回 みどり市水道事業審議会 議事要旨

日時　令和8年5月12日　10:00～11:00
場所　市役所

１　水道管の更新

○鷲尾委員
　古い水道管の更新が遅れており、大きな地震が来れば断水が長引くと心配している。

○水道課長　速水 亮
　延長42キロメートルの更新を、令和14年度までに終える計画です。

○小森委員
　漏水の調査には人工衛星の画像を使うべきだと思う。

○日野委員
　人工衛星の画像は高価なので慎重に考えたい。

２　料金の見直し

○水道課長　速水 亮
　水道料金は令和9年4月に平均8パーセント上げます。

○日野委員
　低所得の世帯への減免はどうなるのか。

○水道課長　速水 亮
　基本料金の半額を減免する制度を残します。
"""


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Assistant]:
    """One meeting in which members state more than they ask."""
    folder = tmp_path_factory.mktemp("council")
    (folder / "1.txt").write_text(MINUTES, encoding="utf-8")
    with Assistant(Settings(data=folder / "var", model_dir=model_dir)) as made:
        ingest_paths(made, [folder / "1.txt"])
        yield made


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("水道管の更新が遅れているという心配に、市はどう答えたか", "令和14年度までに終える"),
        ("低所得の世帯への減免はどうなるのかと聞かれて、何と答えたか", "半額を減免する"),
        ("低所得の世帯への減免について、課長はどう答えたか", "半額を減免する"),
    ],
)
def test_the_official_who_speaks_next_replies(council: Assistant, question: str, told: str) -> None:
    answer = council.ask(question, today=TODAY)
    assert answer.status == "answered"
    assert told in answer.text


def test_another_member_does_not_reply_for_the_city(council: Assistant) -> None:
    answer = council.ask("人工衛星の画像を使うべきだという意見に、市はどう答えたか", today=TODAY)
    said = [c.quote for c in answer.citations if c.speaker and "速水" in c.speaker.raw]
    assert not said, "the official speaks of it nowhere, and next under another item"
