from pathlib import Path
from random import Random

import pytest
import yaml

from chatbot.reader import Reading
from chatbot.settings import Settings
from eval.fit_reader import variants
from eval.fit_reader.groups import CUT, Group, Labelled, council_groups, sometimes_cut

ASKED = "共同調達の負担割合はどう決めると答えましたか"
MINUTES = """第1回 星見区交通・防災会議 議事要旨

日時 令和6年5月10日（金）午後2時から午後3時まで
場所 星見区役所

議事次第
1 備蓄について

1 備蓄について（防災課長 大谷 進）
毛布の備蓄は3,200枚である。
水は区内の五つの倉庫に分けて置いている。
"""


def _forms(question: str) -> set[str]:
    return {variants.otherwise(question, Random(seed)) for seed in range(200)}


def test_a_question_is_shown_as_others_type_it_and_most_often_as_it_is() -> None:
    forms = _forms(ASKED)
    assert {
        ASKED,
        "共同調達 負担割合 決める 答え",
        "共同調達の負担割合はどう決めると答えましたっけ?",
    } <= forms
    assert any("わりあい" in form or "ふたん" in form for form in forms)
    same = sum(variants.otherwise(ASKED, Random(seed)) == ASKED for seed in range(400))
    assert same / 400 == pytest.approx(1 - variants.OTHERWISE, abs=0.08)


@pytest.mark.parametrize(
    "question", ["", "?", "なぜ", "\u200b", "A B", "こと防災については何をするか"]
)
def test_a_question_without_words_stays_a_question(question: str) -> None:
    assert all(isinstance(form, str) for form in _forms(question))


def test_evidence_is_found_in_a_council_whose_name_is_written_with_a_dot(
    tmp_path: Path, model_dir: Path
) -> None:
    (tmp_path / "hoshimi_01.txt").write_text(MINUTES, encoding="utf-8")
    quote = {"document": "星見区交通・防災会議-1", "quote": "毛布の備蓄は3,200枚である。"}
    asked = [
        {"question": "毛布は何枚あるか", "status": "answered", "evidence": [quote]},
        {"question": "毛布はいつ洗うか", "status": "not_found", "evidence": []},
    ]
    (tmp_path / "questions.yaml").write_text(yaml.safe_dump(asked), encoding="utf-8")
    settings = Settings(data=tmp_path / "data", model_dir=model_dir, reader="none")
    groups = council_groups(tmp_path, settings)
    assert [group.answerable for group in groups] == [True, False]


def _passage(sentences: str, right: tuple[bool, ...]) -> Labelled:
    return Labelled(Reading("備蓄", tuple(sentences)), right)


def test_what_answers_is_sometimes_cut_out_of_passages_that_go_on() -> None:
    told = _passage("あいう", (False, True, False))
    group = Group("毛布は何枚あるか", (told, _passage("え", (False,))))
    shown = [sometimes_cut(group, Random(seed)) for seed in range(400)]
    cut = [one for one in shown if one != group]
    assert len(cut) / 400 == pytest.approx(CUT, abs=0.05)
    assert {one.answerable for one in cut} == {False}
    assert {one.passages for one in cut} == {
        (_passage("あう", (False, False)), _passage("え", (False,)))
    }


def test_a_passage_that_would_say_too_little_is_left_whole() -> None:
    short = Group("毛布は何枚あるか", (_passage("あい", (False, True)),))
    none = Group("毛布は何枚あるか", (_passage("あいう", (False, False, False)),))
    for group in (short, none):
        assert all(sometimes_cut(group, Random(seed)) == group for seed in range(100))
