"""From a file to published passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.publish import ingest_paths
    from ingest.report import IngestedDocument, IngestReport

__all__ = ["IngestReport", "IngestedDocument", "ingest_paths"]


def __getattr__(name: str) -> Any:
    # On demand: preparing the model or reading a file should not import the whole house.
    if name in __all__:
        from ingest import publish, report

        return getattr(publish if name == "ingest_paths" else report, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
