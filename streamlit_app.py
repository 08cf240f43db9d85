"""The chat page: ``streamlit run streamlit_app.py``."""

from chatbot.pages.app import run

run()
