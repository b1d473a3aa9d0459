"""The tools of managers and boards: filled in section by section, finished, compared."""
