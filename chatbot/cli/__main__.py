"""``python -m chatbot.cli``."""

from __future__ import annotations

from chatbot.cli import main

raise SystemExit(main())
