"""Text of web pages: one line a block, without what stands around the text."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.decode import decode
from ingest.source import CELL, ReadError

MAIN_SHARE = 0.5
"""A page's main element counts as such if it holds this share of the page's text."""

MAX_CANDIDATES = 30

_MAIN = "main, [role=main], article, #main, #contents, #content, #main-contents, #maincontents"
_DROP = re.compile(
    "script|style|noscript|template|head|nav|aside|svg|math|iframe|object|canvas|audio|video"
    "|button|select|textarea|input|rt|rp|rtc"
)
_FURNITURE = re.compile(r"bread-?crumb|pankuzu|topic-?path|skip-?link|sns|share-?button", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
# Blocks end their line; some also stand apart from their neighbours.
_BLOCK = re.compile("div|li|dt|dd|tr|caption|address|figcaption|details|summary|legend")
_APART = re.compile(
    "p|h[1-6]|ul|ol|dl|table|section|article|main|header|footer|blockquote|pre|hr|figure|form"
    "|fieldset|body"
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{1,40})", re.I)
_MINUTES_TITLE = re.compile(
    r"第\s*[0-9０-９一二三四五六七八九十百]+\s*回|議事|会議|協議会|委員会|審議会|会合"
)
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff9f]")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MARK = re.compile(r"\s*[・\-－○●◯〇◎■□※•（(【]")  # needs no bullet before it
_NUMBERED = re.compile(r"\s*[・\-（(【\[①-⑳0-9０-９]")


def html_text(data: bytes, name: str) -> str:
    """The main text of a web page. Raises ReadError if there is none."""
    meta = _META.search(data[:4096])
    markup = decode(data, name, meta[1].decode("ascii") if meta else None)
    tree = LexborHTMLParser(markup)
    body = tree.body
    text = ""
    if body is not None:
        root = _main(body)
        text = _render(root)
        title = next((_render(h1) for h1 in body.css("h1")[:MAX_CANDIDATES]), "")
        if title and title not in text and _MINUTES_TITLE.search(title):
            text = f"{title}\n\n{text}"  # the title often stands outside of the main element
    if not text.strip():
        raise ReadError(
            f"{name}: HTML に本文の文字がありません。"
            "議事録の本文の入ったページを保存して指定してください"
        )
    return text


def _main(body: LexborNode) -> LexborNode:
    """The element that holds the page's own text; the body where none clearly does."""
    candidates = body.css(_MAIN)[:MAX_CANDIDATES]
    if not candidates:
        return body
    whole = len(_render(body))
    sized = [(len(_render(node)), node) for node in candidates]
    size, best = max(sized, key=lambda pair: pair[0])
    return best if size >= MAIN_SHARE * whole else body


def _dropped(node: LexborNode, inside_main: bool) -> bool:
    tag = node.tag or ""
    if _DROP.fullmatch(tag) or (tag in {"header", "footer"} and not inside_main):
        return True
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(attributes.get("style") or ""):
        return True
    labels = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return bool(_FURNITURE.search(labels)) and tag not in {"main", "article", "body"}


def _gap(tag: str) -> int:
    return 2 if _APART.fullmatch(tag) else 1 if _BLOCK.fullmatch(tag) else 0


def _space(run: re.Match[str]) -> str:
    """One space for a run; none where markup wraps a line between two Japanese characters."""
    before, after = run.string[run.start() - 1 : run.start()], run.string[run.end() : run.end() + 1]
    wrapped = "\n" in run[0] and _WIDE.match(before) and _WIDE.match(after)
    return "" if wrapped else " "


class _Lines:
    """The lines of a block so far, and the one being written."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.current: list[str] = []
        self.prefix = ""
        self.gap = 0

    def write(self, text: str) -> None:
        self.current.append(text)

    def end(self, gap: int = 1, keep_spaces: bool = False) -> None:
        """End the line; ``gap`` of 2 leaves an empty one before what follows."""
        text = "".join(self.current)
        self.current.clear()
        if not keep_spaces:
            text = _SPACES.sub(_space, text).strip(" ")
        if text.strip():
            if self.gap > 1 and self.done:
                self.done.append("")
            prefix = "" if self.prefix.startswith("- ") and _MARK.match(text) else self.prefix
            self.done.append(prefix + text)
            self.prefix, self.gap = "", 0
        self.gap = max(self.gap, gap)

    def extend(self, lines: list[str]) -> None:
        """Add finished lines."""
        self.end()
        for line in lines:
            self.current.append(line)
            self.end(keep_spaces=True)


class _Renderer:
    """Walks a tree without recursion (pages nest deeply) and writes its text."""

    def __init__(self) -> None:
        self.frames = [_Lines()]  # the page, and inside of it a table cell, and inside …
        self.rows: list[list[tuple[str, list[str]]]] = []
        self.counters: dict[int, int] = {}
        self.pre = 0

    @property
    def out(self) -> _Lines:
        return self.frames[-1]

    def text(self, node: LexborNode) -> None:
        content = node.text_content or ""
        if not self.pre:
            self.out.write(content)
            return
        first, *rest = content.split("\n")
        self.out.write(first)
        for line in rest:
            self.out.end(keep_spaces=True)
            self.out.write(line)

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "br":
            self.out.end(0)
        if gap := _gap(tag):
            self.out.end(gap)
        if tag == "pre":
            self.pre += 1
        elif tag == "li":
            self.out.prefix = f"- {self._number(node)}"
        elif tag == "dt":
            self._label()
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.frames.append(_Lines())

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag == "dt":
            # 日時 / 令和… of a definition list reads like 日時：令和… of a text.
            label = "".join(self.out.current).strip()
            self.out.current.clear()
            if label:
                self.out.prefix = " ".join(label.split()).rstrip("：:") + "："
        elif tag in {"dd", "dl"}:
            self.out.end(0)
            self._label()
        elif tag == "pre":
            self.out.end(0, keep_spaces=True)
            self.pre -= 1
        elif tag in {"td", "th"} and self.rows:
            cell = self.frames.pop()
            cell.end(0)
            if any(cell.done):
                self.rows[-1].append((tag, [line for line in cell.done if line]))
        elif tag == "tr":
            self._row(self.rows.pop())
        if gap := _gap(tag):
            self.out.end(gap)
        if tag == "li" and self.out.prefix.startswith("- "):
            self.out.prefix = ""  # an empty item

    def _label(self) -> None:
        """Write a label that nothing follows."""
        if self.out.prefix.endswith("："):
            label, self.out.prefix = self.out.prefix[:-1], ""
            self.out.write(label)
            self.out.end()

    def _number(self, node: LexborNode) -> str:
        parent = node.parent
        if parent is None or parent.tag != "ol":
            return ""
        start = (parent.attributes.get("start") or "1").strip()
        first = int(start) if re.fullmatch("[0-9]{1,4}", start) else 1
        number = self.counters.get(parent.mem_id, first)
        self.counters[parent.mem_id] = number + 1
        return "" if _NUMBERED.match(node.text(deep=True)[:40]) else f"{number} "

    def _row(self, cells: list[tuple[str, list[str]]]) -> None:
        if not all(len(lines) == 1 for _, lines in cells):
            for _, lines in cells:  # a table that lays out a page: cell after cell
                self.out.extend(lines)
            return
        texts = [lines[0] for _, lines in cells]
        if [tag for tag, _ in cells] == ["th", "td"]:
            texts = [texts[0].rstrip("：:") + "：" + texts[1]]
        self.out.extend([CELL.join(texts)] if texts else [])


def _render(root: LexborNode) -> str:
    renderer = _Renderer()
    stack: list[tuple[LexborNode, bool, bool]] = [(root, False, root.tag in {"main", "article"})]
    while stack:
        node, leaving, inside = stack.pop()
        if leaving:
            renderer.leave(node)
            continue
        if node.tag == "-text":
            renderer.text(node)
            continue
        if (node.tag or "-").startswith(("-", "!")) or (
            node is not root and _dropped(node, inside)
        ):
            continue
        renderer.enter(node)
        stack.append((node, True, inside))
        inside = inside or node.tag in {"main", "article"}
        children = list(node.iter(include_text=True))
        stack.extend((child, False, inside) for child in reversed(children))
    renderer.out.end()
    return "\n".join(renderer.out.done)
