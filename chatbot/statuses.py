"""What the statuses of an answer are called, wherever a reader meets them."""

from __future__ import annotations

from chatbot.types import Status

STATUS: dict[Status, str] = {
    "answered": "回答あり",
    "not_found": "議事要旨に記載なし",
    "closed": "非公開の議題",
    "out_of_scope": "対象外",
}
