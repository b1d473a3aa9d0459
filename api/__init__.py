"""The only door: the service that holds the record and answers people, the bot and other tools."""
