"""Training exercises, alone or led. Nothing here reads or writes a case record."""
