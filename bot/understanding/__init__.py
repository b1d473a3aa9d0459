"""Understanding in plain modules, without Rasa, so that it can be tested and reused."""
