"""Speakers taken apart as the contract says, and lines told to be speakers or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.speakers import is_speaker, municipality, parse_speaker

SPEAKERS = [
    # printed, name, role, organization
    (
        "デジタルサービス局 デジタルサービス推進部長 小林 直樹",
        *("小林 直樹", "デジタルサービス推進部長", "デジタルサービス局"),
    ),
    ("狛江市CIO 平林 浩一 様", "平林 浩一", "CIO", "狛江市"),
    ("北区役所政策経営部広報課長 村松 様", "村松", "広報課長", "北区役所政策経営部"),
    ("デジタルサービス局長 高野 克己", "高野 克己", "デジタルサービス局長", ""),
    ("デジタルサービス局次長 保家 力", "保家 力", "デジタルサービス局次長", ""),
    ("東京都 CIO 副知事 宮坂 学", "宮坂 学", "CIO 副知事", "東京都"),
    ("東京都CIO 副知事 宮坂 学", "宮坂 学", "CIO 副知事", "東京都"),
    ("豊島区役所政策経営部 情報政策課長 伊藤 様", "伊藤", "情報政策課長", "豊島区役所政策経営部"),
    (
        "北区役所デジタル推進担当部 DX 推進担当課長 石山 様",
        *("石山", "DX 推進担当課長", "北区役所デジタル推進担当部"),
    ),
    ("町田市デジタル戦略室長 高橋 晃 様", "高橋 晃", "デジタル戦略室長", "町田市"),
    ("国立市CIO 宮崎 宏一 様", "宮崎 宏一", "CIO", "国立市"),
    ("武蔵野市 情報政策課長 佐藤", "佐藤", "情報政策課長", "武蔵野市"),
    ("あきる野市デジタル推進課長 田中 様", "田中", "デジタル推進課長", "あきる野市"),
    ("多摩市　企画政策部長　田中 さくら　様", "田中 さくら", "企画政策部長", "多摩市"),
    ("東村山市 情報政策課 佐藤", "佐藤", "", "東村山市 情報政策課"),
    ("狛江市副市長 佐藤 花子", "佐藤 花子", "副市長", "狛江市"),
    ("架空市長 佐藤 花子", "佐藤 花子", "架空市長", ""),
    ("都市整備局長 佐藤 花子", "佐藤 花子", "都市整備局長", ""),
    ("中心市街地活性化課長 佐藤", "佐藤", "中心市街地活性化課長", ""),
    ("市民部長 佐藤", "佐藤", "市民部長", ""),
    ("下水道施設管理課長 佐藤", "佐藤", "下水道施設管理課長", ""),
    ("教育庁総務部長 田中 一郎", "田中 一郎", "総務部長", "教育庁"),
    ("教育委員会教育長", "", "教育長", "教育委員会"),
    ("総務省 自治行政局長 山野", "山野", "自治行政局長", "総務省"),
    ("デジタル庁参事官 渡邉 繁樹 氏", "渡邉 繁樹", "参事官", "デジタル庁"),
    ("デジタル庁デジタル大臣政務官", "", "デジタル大臣政務官", "デジタル庁"),
    ("架空法律事務所 弁護士 越 太郎 氏", "越 太郎", "弁護士", "架空法律事務所"),
    ("GovTech東京 理事長 宮坂 学", "宮坂 学", "理事長", "GovTech東京"),
    ("架空県連絡協議会会長 佐藤", "佐藤", "会長", "架空県連絡協議会"),
    ("専門部会長 佐藤", "佐藤", "専門部会長", ""),
    ("高野 克己 デジタルサービス局長", "高野 克己", "デジタルサービス局長", ""),
    ("議長（山田 太郎君）", "山田 太郎", "議長", ""),
    ("○議長（山田 太郎君）", "山田 太郎", "議長", ""),
    ("◯知事（小池百合子君）", "小池百合子", "知事", ""),
    ("財務局長（〇〇君）", "〇〇", "財務局長", ""),
    ("〇四番（山田太郎君）", "山田太郎", "四番", ""),
    ("百二十番（山田太郎君）", "山田太郎", "百二十番", ""),
    ("24番(山田太郎議員)", "山田太郎", "24番", ""),
    ("選挙管理委員会委員長（山田太郎君）", "山田太郎", "委員長", "選挙管理委員会"),
    ("佐藤（情報政策課長）", "佐藤", "情報政策課長", ""),
    ("国務大臣（山田太郎君）", "山田太郎", "国務大臣", ""),
    ("政府参考人（山田太郎君）", "山田太郎", "政府参考人", ""),
    ("○山田太郎君", "山田太郎", "", ""),
    ("山田委員長", "", "山田委員長", ""),
    ("A委員", "A", "委員", ""),
    ("委員Ｂ", "Ｂ", "委員", ""),
    ("山田委員", "山田", "委員", ""),
    ("監査委員", "", "監査委員", ""),
    ("山田議員", "山田", "", ""),
    ("田中さん", "田中", "", ""),
    ("小池知事", "小池", "知事", ""),
    ("東京都知事", "", "知事", "東京都"),
    ("情報政策課長佐藤", "佐藤", "情報政策課長", ""),
    ("総務部長谷川", "総務部長谷川", "", ""),
    ("山田 太郎", "山田 太郎", "", ""),
    ("山田\u3000太郎", "山田 太郎", "", ""),
    ("山田\u00a0太郎", "山田 太郎", "", ""),
    ("座長", "", "座長", ""),
    ("司会", "", "司会", ""),
    ("事務局", "", "", "事務局"),
    ("（事務局）", "", "", "事務局"),
    ("事務局（山田）", "山田", "", "事務局"),
    ("（北区）", "", "", "北区"),
    ("■北区", "", "", "北区"),
    ("武蔵村山市", "", "", "武蔵村山市"),
    ("檜原村", "", "", "檜原村"),
    ("デジタルサービス局　DX推進課", "", "", "デジタルサービス局 DX推進課"),
    ("", "", "", ""),
]

LINES = [
    ("デジタルサービス局長 高野 克己", True),
    ("（北区役所政策経営部広報課長 村松 様）", True),
    ("(しらうお町)", True),
    ("北区", True),
    ("都", True),
    ("GovTech東京", True),
    ("田中さん", True),
    ("高齢者のスマホ購入助成補助事業", False),
    ("ホームページのリニューアルについて（北区）", False),
    ("都からの情報提供（高齢者のスマホ購入助成補助事業について）", False),
    ("東京アプリについて", False),
    ("区市町村", False),
    ("各区市町村", False),
    ("人材確保・育成", False),
    ("質疑応答", False),
    ("非公開", False),
    ("休憩", False),
    ("別紙のとおり", False),
    ("第2部", False),
    ("成果と課題", False),
    ("北区、練馬区", False),
    ("山田太郎", False),
    ("議長が開会を宣した。", False),
    ("", False),
    ("局長" * 200, False),
]

MUNICIPALITIES = [
    ("北区役所政策経営部", "北区"),
    ("北区", "北区"),
    ("狛江市", "狛江市"),
    ("架空県みどり市教育委員会", "架空県"),
    ("デジタルサービス局", ""),
    ("都市整備局", ""),
    ("事務局", ""),
    ("", ""),
]


@pytest.mark.parametrize(("printed", "name", "role", "organization"), SPEAKERS)
def test_parts_of_a_speaker(printed: str, name: str, role: str, organization: str) -> None:
    speaker = parse_speaker(printed)
    assert (speaker.name, speaker.role, speaker.organization) == (name, role, organization)


@pytest.mark.parametrize(
    ("printed", "raw"),
    [
        ("（北区役所政策経営部広報課長 村松 様） ", "北区役所政策経営部広報課長 村松 様"),
        ("山田\u3000太郎", "山田\u3000太郎"),
        ("○議長（山田 太郎君）", "○議長（山田 太郎君）"),
        ("■北区", "■北区"),
    ],
)
def test_raw_is_as_printed_without_the_brackets_around_it(printed: str, raw: str) -> None:
    assert parse_speaker(printed).raw == raw


@pytest.mark.parametrize(("line", "speaker"), LINES)
def test_which_lines_name_a_speaker(line: str, speaker: bool) -> None:
    assert is_speaker(line) is speaker


@pytest.mark.parametrize(("organization", "expected"), MUNICIPALITIES)
def test_municipality_of_an_organization(organization: str, expected: str) -> None:
    assert municipality(organization) == expected


@given(st.text(alphabet="北区市長局部課 　（）君様山田太郎CIO○、DX", max_size=30))
def test_parts_are_made_of_printed_characters(printed: str) -> None:
    speaker = parse_speaker(printed)
    assert speaker.raw in printed
    for part in (speaker.name, speaker.role, speaker.organization):
        assert set(part) - {" "} <= set(printed)
        assert part == part.strip()
