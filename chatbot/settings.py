"""Every choice that an installation makes, in one place.

Values come, in this order, from arguments, ``GIJIQ_*`` environment variables, and ``gijiq.toml`` in
the current folder. An unknown key in ``gijiq.toml`` is an error that names it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

_SERVER = re.compile(r"https?://[^/?#@\s:]+(:[0-9]{1,5})?/?")
_ADDRESS = re.compile(r"https?://[^/?#@\s:]+(:[0-9]{1,5})?(/[^?#@\s]*)?")


class Settings(BaseSettings):
    """The settings of one installation; all it keeps lies under ``data``."""

    model_config = SettingsConfigDict(
        env_prefix="GIJIQ_",
        toml_file="gijiq.toml",
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
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
    reader: Literal["bundled", "none"] = Field(
        default="bundled",
        description='what reads question and passage together: "bundled", or "none"',
    )
    threads: int = Field(default=2, ge=1, le=64, description="CPU threads of the bundled models")
    chat_model: str | None = Field(
        default=None, description='optional chat model, "openai:NAME" or "ollama:NAME"'
    )
    chat_base_url: str | None = Field(
        default=None, description="where the chat model is served; default: the provider's own"
    )
    chat_api_key: SecretStr | None = Field(
        default=None, description="the chat model's key; set it in the environment, not in a file"
    )
    chat_timeout: float = Field(
        default=60.0, gt=0, le=600, description="seconds that one answer may take the chat model"
    )
    chat_max_tokens: int = Field(
        default=1_000, ge=64, le=16_000, description="the longest reply of the chat model in tokens"
    )

    @field_validator("data", "model_dir")
    @classmethod
    def _at_home(cls, folder: Path | None) -> Path | None:
        """``~`` is the home folder, in ``gijiq.toml`` too."""
        return folder.expanduser() if folder is not None else None

    @field_validator("chroma_url")
    @classmethod
    def _a_server(cls, url: str | None) -> str | None:
        if url is not None and not _SERVER.fullmatch(url):
            raise PydanticCustomError("url", "http(s)://ホスト:ポート の形で指定してください")
        return url

    @field_validator("chat_base_url")
    @classmethod
    def _an_address(cls, url: str | None) -> str | None:
        if url is not None and not _ADDRESS.fullmatch(url):
            raise PydanticCustomError("url", "http(s)://ホスト:ポート/パス の形で指定してください")
        return url

    @property
    def library_url(self) -> str:
        """SQLAlchemy URL of the library."""
        file = str(self.data / "library.sqlite3").replace("%", "%25").replace("?", "%3F")
        return self.database_url or f"sqlite:///{file}"

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
