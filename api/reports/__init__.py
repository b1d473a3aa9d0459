"""The board report: what each concluded work adds to it is kept, and counted when asked for."""
