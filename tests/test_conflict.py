"""What may not stand beside an answer: other times, other intakes, figures that were put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from writing import council_of

from chatbot.assistant import Assistant
from chatbot.conflict import _asks_a_figure, _other_number
from chatbot.denied import as_denied
from chatbot.evidence import kind_of
from chatbot.settings import Settings
from chatbot.types import Answer
from ingest import ingest_paths

TODAY = date(2026, 6, 15)
MINUTES = {
    1: (
        "令和5年6月21日",
        "副業人材の活用を始める。事業費は7,200万円である。\n"
        "「未来塾」の1期は、令和5年7月15日に36人で開講する予定である。",
    ),
    2: (
        "令和5年12月12日",
        "相談会の参加者は、11月末現在で延べ726人であった。\n未来塾の1期は7月15日に36人で開講した。",
    ),
    3: (
        "令和6年6月12日",
        "前回、相談会の11月末現在の参加者を延べ726人と報告したが、1会場の分が漏れており、"
        "正しくは762人であった。\n副業人材の活用について、今年度の事業費は1億500万円である。\n"
        "未来塾の2期は6月4日に48人で開講した。\n"
        "松が丘支所の窓口は、令和6年度に開設する。",
    ),
}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory, model_dir: Path) -> Iterator[Assistant]:
    """Three meetings of one council, whose figures change."""
    folder = tmp_path_factory.mktemp("council")
    with council_of(
        folder, model_dir, "みどり市人材活用会議", "人事課長　山本 一郎", MINUTES
    ) as made:
        yield made


def _tells_only(answer: Answer, told: str, not_told: str) -> None:
    assert answer.status == "answered"
    assert told in answer.text
    assert not_told not in answer.text


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        ("令和5年度の副業人材の事業費はいくらですか", "7,200万円", "1億500万円"),
        ("令和6年度の副業人材の事業費はいくらですか", "1億500万円", "7,200万円"),
        ("未来塾の1期はいつ開講したのですか", "7月15日", "6月4日"),
        ("未来塾の2期はいつ開講したのですか", "6月4日", "7月15日"),
        ("相談会の11月末の延べ参加者は何人か", "正しくは762人", "延べ726人であった"),
        ("令和6年度の副業人材の事業費はいくらと答えたか", "1億500万円", "7,200万円"),
    ],
)
def test_the_figure_of_the_time_that_is_asked_for(
    council: Assistant, question: str, told: str, not_told: str
) -> None:
    _tells_only(council.ask(question, today=TODAY), told, not_told)


@pytest.mark.parametrize(
    ("question", "told", "not_told"),
    [
        ("副業人材の事業費は今いくらですか", "1億500万円", "7,200万円"),
        ("副業人材の最新の事業費はいくらですか", "1億500万円", "7,200万円"),
        ("副業人材の事業費は、最初の年はいくらでしたか", "7,200万円", "1億500万円"),
        ("副業人材の事業費は当初はいくらだったか", "7,200万円", "1億500万円"),
        ("副業人材の事業費は当初はいくらで、今はいくらですか", "7,200万円", "正しくは"),
        ("令和5年度の副業人材の事業費は今いくらと言われているか", "7,200万円", "1億500万円"),
        ("第1回で、副業人材の事業費は現在いくらと説明されたか", "7,200万円", "1億500万円"),
    ],
)
def test_what_a_figure_is_now_or_was_at_first(
    council: Assistant, question: str, told: str, not_told: str
) -> None:
    _tells_only(council.ask(question, today=TODAY), told, not_told)


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("1期はいつか", "2期は6月に始まる。", True),
        ("第二期はいつか", "第三期は6月である。", True),
        ("1期はいつか", "第一期は4月である。", False),
        ("1期の人数は", "1期と2期を合わせて84人である。", False),
        ("3段階の引き上げはいつか", "第1段階は4月、第2段階は10月である。", False),
        ("1期生は何人か", "2期連続の黒字である。", False),
    ],
)
def test_another_one_of_what_is_counted(question: str, sentence: str, other: bool) -> None:
    assert _other_number(question, sentence) is other


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("今の登録者は何人か", True),
        ("副業人材の最新の事業費は", True),
        ("最新の利用率を教えて", True),
        ("現在の課題は何か", False),
        ("最新の資料は何か", False),
        ("現在の効率化の課題は何か", False),
        ("今はなぜ続けているのか", False),
        ("料金の支払いは今どこでできるか", False),
    ],
)
def test_whether_it_is_a_figure_that_is_asked_for(question: str, figure: bool) -> None:
    assert _asks_a_figure(question, kind_of(question)) is figure


def test_whether_it_is_still_so_is_told_by_what_was_said_last(
    tmp_path: Path, model_dir: Path
) -> None:
    meetings = {
        1: ("令和6年6月3日", "電子メールを六十日で自動的に消去することには反対である。"),
        2: ("令和6年12月2日", "駅前の駐輪場を96台分広げる工事を始めた。"),
        3: ("令和7年6月2日", "前に述べた反対は、ここで取り下げる。"),
    }
    with council_of(
        tmp_path, model_dir, "みどり市文書会議", "文書課長　山本 一郎", meetings
    ) as made:
        answer = made.ask("山本課長は電子メールの自動的な消去に今も反対していますか", today=TODAY)
    assert answer.status == "answered"
    said = [c.quote for c in answer.citations]
    assert [any(word in quote for quote in said) for word in ("には反対", "取り下げる")] == [
        True,
        True,
    ]


def test_who_said_it_is_not_told_by_who_says_less_of_it(tmp_path: Path, model_dir: Path) -> None:
    text = """第1回みどり市図書館会議
令和8年4月10日
（赤羽委員）
図書館の自動貸出機は、子どもが使いにくいという声がある。
（今井委員）
自動貸出機は便利である。
（野口委員）
子どもが使いにくいという声が、図書館の自動貸出機にはある。
"""
    minutes = tmp_path / "toshokan.txt"
    minutes.write_text(text, encoding="utf-8")
    settings = Settings(data=tmp_path / "data", model_dir=model_dir)
    with Assistant(settings) as made:
        ingest_paths(made, [minutes])
        answer = made.ask("図書館の自動貸出機は子どもが使いにくいと言ったのは誰ですか", today=TODAY)
    said = {c.speaker.name for c in answer.citations if c.speaker}
    assert "赤羽" in "".join(said)
    assert "今井" not in "".join(said)


def test_who_did_not_is_told_by_a_denial_alone(tmp_path: Path, model_dir: Path) -> None:
    meetings = {
        1: ("令和6年6月3日", "図書館の夜間開館には反対である。"),
        2: ("令和6年12月2日", "駐輪場の有料化には反対しないが、料金は抑えてほしい。"),
    }
    with council_of(
        tmp_path, model_dir, "みどり市施設会議", "公募委員　山本 一郎", meetings
    ) as made:
        asked = [
            made.ask(question, today=TODAY)
            for question in (
                "図書館の夜間開館に反対したのは誰か",
                "図書館の夜間開館に反対しなかったのは誰か",
                "駐輪場の有料化に反対しなかったのは誰か",
                "誰も反対しなかった議題は何か",
            )
        ]
    assert [answer.status for answer in asked] == [
        "answered",
        "not_found",
        "answered",
        "not_found",
    ]
    assert "反対しないが" in asked[2].text


@pytest.mark.parametrize(
    ("question", "sentence", "told"),
    [
        ("反対しなかったのは誰か", "反対するものではない。", True),
        ("反対しなかったのは誰か", "反対の意見はない。", True),
        ("賛成していない人は", "賛成できない。", True),
        ("協力しなかった自治体はどこか", "各市と協力しながら進めたい。", False),
        ("説明しなかったのは誰か", "説明しなければならない。", False),
        ("反対しなかったのは誰か", "反対である。", False),
        ("参加しない市町村への支援は何か", "支援を行う。", True),
        ("町会に加入していない人の割合は", "三割である。", True),
        ("誰もが使える図書館に反対しなかったのは誰か", "反対しない。", True),
    ],
)
def test_what_denies_it(question: str, sentence: str, told: bool) -> None:
    said = Said(sentence)
    assert bool(as_denied(question, [said])) is told  # type: ignore[list-item]


@dataclass(frozen=True)
class Said:
    """As much of a candidate as tells a denial."""

    text: str
    score: float = 0.0
