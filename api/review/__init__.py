"""A supervisor looks at a finished contact: approves it, or returns it with a note."""
