"""The Rasa side: how words are understood and how a turn reaches the dialogue, safely."""
