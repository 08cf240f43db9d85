"""What questions ask for, and which of these may stand for each other, as tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.facets import agree, facets, without
from chatbot.text import normalize


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("手数料はいくらですか", {"how_much"}),
        ("いつまで営業していますか", {"until"}),
        ("いつから始まりますか", {"since"}),
        ("何時まで開いていますか", {"clock:until"}),
        ("祝金はいつもらえますか", {"when"}),
        ("いつも混んでいますか", {"yes_no"}),
        ("受講者は何人ですか", {"count:人"}),
        ("何名が受講しましたか", {"count:人"}),
        ("投票所は何箇所ですか", {"count:か所"}),
        ("対象は何歳までですか", {"count:歳"}),
        ("点検は何年に一度ですか", {"freq"}),
        ("週に何日できますか", {"count:日"}),
        ("受診率は何%ですか", {"rate"}),
        ("補助率っていくつですか", {"rate"}),
        ("加入率はどのくらいですか", {"rate"}),
        ("待ち時間はどのくらいですか", {"measure"}),
        ("なぜ見送るのですか", {"why"}),
        ("見送る理由は何ですか", {"why"}),
        ("聞こえない人のためにどうしていますか", {"what"}),
        ("どの学校が統合されますか", {"where"}),
        ("講師はどなたですか", {"who"}),
        ("クレジットカードで払えますか", {"yes_no"}),
        ("体育館の空調の有無", {"yes_no"}),
        ("人材WGの設置時期", {"when"}),
        ("備蓄食料の日数", {"count:日"}),
        ("投票所の数は？", {"count:か所"}),
        ("手続の数は？", {"count:"}),
        ("敬老会について教えてください", set()),
        ("", set()),
    ],
)
def test_what_is_asked_for(question: str, expected: set[str]) -> None:
    assert facets(normalize(question)) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("いつ終わりますか", "いつまでですか", True),
        ("いつからですか", "いつまでですか", False),
        ("いつまでですか", "何時までですか", False),
        ("何人ですか", "数はいくつですか", True),
        ("何人ですか", "何か所ですか", False),
        ("受診率は何%ですか", "何人が受診しましたか", False),
        ("どのくらいありますか", "何件ですか", True),
        ("いくらですか", "どこですか", False),
        ("いくらですか", "手数料について", True),
    ],
)
def test_which_may_stand_for_each_other(one: str, other: str, same: bool) -> None:
    here, there = facets(normalize(one)), facets(normalize(other))
    assert agree(here, there) is agree(there, here) is same


@given(st.text(max_size=60))
def test_any_text_has_facets_and_keeps_its_length(text: str) -> None:
    found = facets(normalize(text))
    assert agree(found, found)
    assert len(without(text, found)) == len(text)
