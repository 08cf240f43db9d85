"""The tables of the library (SQLAlchemy Core), for SQLite and PostgreSQL alike."""

from __future__ import annotations

import sqlalchemy as sa

SCHEMA_VERSION = "1"

metadata = sa.MetaData()
meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
versions = sa.Table(
    "versions",
    metadata,
    sa.Column("document", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("document", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("id", sa.String(32), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("document", sa.String(200), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("turn", sa.String(32), nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Index("passages_of_version", "document", "version"),
)
# Versions whose passages may still lie in an index although no reader may see them.
leftovers = sa.Table(
    "leftovers",
    metadata,
    sa.Column("document", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
)
# The highest version number ever given to a document, so that a number never means two texts.
numbers = sa.Table(
    "numbers",
    metadata,
    sa.Column("document", sa.String(200), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
)
receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("created", sa.String(40), nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
# How an answer came about that a chat model had a part in.
traces = sa.Table(
    "traces",
    metadata,
    sa.Column("receipt", sa.String(64), primary_key=True),
    sa.Column("record", sa.Text, nullable=False),
)
# What a reader made of an answer.
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("receipt", sa.String(64), primary_key=True),
    sa.Column("verdict", sa.String(8), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("created", sa.String(40), nullable=False),
)
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(64), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("changed", sa.String(40), nullable=False),
    sa.Index("conversations_of_owner", "owner", "changed"),
)
exchanges = sa.Table(
    "exchanges",
    metadata,
    sa.Column("conversation", sa.String(64), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("record", sa.Text, nullable=False),
)
# Answers that divisions have written, beside what the minutes say.
curated = sa.Table(
    "curated",
    metadata,
    sa.Column("id", sa.String(200), primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
)
OF_VERSION = (passages, turns, versions)
