"""The chat page: it draws what `chatbot.assistant` gives, and decides nothing."""
