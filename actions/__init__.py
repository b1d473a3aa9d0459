"""The bridge between the dialogue and the record: one action per step of the conversation.

Importing the package registers every action with rasa-sdk.
"""

from actions import contact, forms, guidance, hearing, navigation, talk, work  # noqa: F401
