"""The index of words and character bigrams (tantivy), on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from chatbot.chroma import IndexLost
from chatbot.library import version_key
from chatbot.thesaurus import Alike, indexed
from chatbot.types import Passage
from chatbot.words import bigrams, words

_WRITER_HEAP = 64_000_000
# What the score of another word for one of the question's is worth.
ALIKE = 0.8


class WordIndex:
    """BM25 over lemmas and over character bigrams, on disk (tantivy)."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
        for name in ("words", "bigrams"):
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self.folder = folder
        self._index = self._opened()

    def add(self, passages: Sequence[Passage]) -> None:
        """Index passages; what was there under their version's key is replaced."""
        writer = self._writer()
        for key in {version_key(p.document, p.version) for p in passages}:
            writer.delete_documents_by_term("key", key)
        for passage in passages:
            writer.add_document(
                tantivy.Document(
                    id=passage.id,
                    key=version_key(passage.document, passage.version),
                    words=" ".join(words(passage.index_text)),
                    bigrams=" ".join(bigrams(passage.index_text)),
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def delete(self, keys: Iterable[str]) -> None:
        """Drop all passages of these versions."""
        writer = self._writer()
        for key in keys:
            writer.delete_documents_by_term("key", key)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def reload(self) -> None:
        """See what other processes have written, or thrown away."""
        self._index = self._opened()

    def _opened(self) -> tantivy.Index:
        """What lies in the folder; where nothing does, an empty index in memory."""
        where = str(self.folder)
        with _explained(self.folder):
            if self.folder.is_dir() and tantivy.Index.exists(where):
                return tantivy.Index(self._schema, path=where)
            return tantivy.Index(self._schema)

    def _writer(self) -> tantivy.IndexWriter:
        self.folder.mkdir(parents=True, exist_ok=True)
        with _explained(self.folder):
            self._index = tantivy.Index(self._schema, path=str(self.folder))
            return self._index.writer(_WRITER_HEAP, num_threads=1)

    def count(self) -> int:
        """How many passages it holds."""
        return int(self._index.searcher().num_docs)

    def ids(self) -> set[str]:
        """The ids of all passages it holds."""
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.all_query(), limit=max(1, searcher.num_docs))
        return {searcher.doc(address)["id"][0] for _, address in found.hits}

    def frequency(self, field: str, term: str) -> int:
        """In how many passages a term occurs; for inverse document frequencies."""
        return int(self._index.searcher().doc_freq(field, term))

    def search(
        self,
        field: str,
        terms: Sequence[str],
        limit: int,
        keys: frozenset[str] | None = None,
        alike: Sequence[Alike] = (),
    ) -> list[tuple[str, float]]:
        """The best ``limit`` (id, BM25 score) for any of the terms, best first, ties by id.

        ``field`` is ``words`` or ``bigrams``; ``keys`` restricts to versions. What is ``alike`` to
        a term counts `ALIKE` of its score in the term's stead where that is more; what is alike to
        several terms together counts as much beside them.
        """
        if not terms or limit < 1:
            return []
        query = tantivy.Query
        asked = query.boolean_query(
            [(tantivy.Occur.Should, part) for part in self._parts(field, terms, alike)]
        )
        if keys is not None:
            allowed = query.term_set_query(self._schema, "key", sorted(keys))
            asked = query.boolean_query(
                [
                    (tantivy.Occur.Must, asked),
                    (tantivy.Occur.Must, query.const_score_query(allowed, 0.0)),
                ]
            )
        searcher = self._index.searcher()
        found = searcher.search(asked, limit=limit, count=False)
        hits = [(searcher.doc(address)["id"][0], float(score)) for score, address in found.hits]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def _parts(
        self, field: str, terms: Sequence[str], alike: Sequence[Alike]
    ) -> Iterator[tantivy.Query]:
        query = tantivy.Query
        others = {one.words: [p for other in one.others if (p := indexed(other))] for one in alike}
        for term in dict.fromkeys(terms):
            instead = [self._all_of(field, other) for other in others.pop((term,), [])]
            alternatives = [query.boost_query(one, ALIKE) for one in instead]
            yield query.disjunction_max_query([self._all_of(field, (term,)), *alternatives])
        for phrases in filter(None, others.values()):
            instead = [self._all_of(field, other) for other in phrases]
            yield query.boost_query(query.disjunction_max_query(instead), ALIKE)

    def _all_of(self, field: str, terms: Sequence[str]) -> tantivy.Query:
        query = tantivy.Query
        each = [query.term_query(self._schema, field, term, "freq") for term in terms]
        if len(each) == 1:
            return each[0]
        return query.boolean_query([(tantivy.Occur.Must, one) for one in each])


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """What tantivy says of a damaged folder, as `IndexLost`."""
    try:
        yield
    except ValueError as problem:
        raise IndexLost(
            f"単語索引 {folder} を開けません（{problem}）。"
            "gijiq rebuild で作り直してください（文書は失われません）。"
        ) from problem
