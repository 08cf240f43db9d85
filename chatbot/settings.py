"""Every choice that an installation makes, in one place.

Values come, in this order, from arguments, ``GIJIQ_*`` environment variables, and ``gijiq.toml`` in
the current folder. An unknown key in ``gijiq.toml`` is an error that names it.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Settings(BaseSettings):
    """The settings of one installation; all it keeps lies under ``data``."""

    model_config = SettingsConfigDict(
        env_prefix="GIJIQ_", toml_file="gijiq.toml", extra="forbid", frozen=True
    )

    data: Path = Field(default=Path("var"), description="the folder that holds library and indexes")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL of the library; default: SQLite under data"
    )
    chroma_url: str | None = Field(
        default=None, description="URL of a Chroma server; default: embedded under data"
    )
    embedding: str = Field(
        default="bundled", description='"bundled" or "sentence-transformers:MODEL"'
    )
    model_dir: Path | None = Field(
        default=None, description="where the prepared bundled model lies; default: data/model"
    )
    reranker: str | None = Field(
        default=None, description='optional cross-encoder, "sentence-transformers:MODEL"'
    )
    threads: int = Field(default=2, ge=1, le=64, description="CPU threads of the embedding model")

    @property
    def library_url(self) -> str:
        """SQLAlchemy URL of the library."""
        return self.database_url or f"sqlite:///{self.data / 'library.sqlite3'}"

    @property
    def bundled_model_dir(self) -> Path:
        """Folder of the prepared bundled model."""
        return self.model_dir or self.data / "model"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then ``gijiq.toml``."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)
