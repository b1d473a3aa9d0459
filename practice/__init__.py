"""What good practice asks: the record's fields, their order, their wording and their rules.

Pure Python with YAML beside it. Nothing here knows Rasa, FastAPI or a database, so that
the bot, the action server and the API share one definition (docs/architecture.md).
"""
