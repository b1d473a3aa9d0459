"""The practice tests run in both Pythons, but for those that need hypothesis or the API."""

import sys

NEWER = ["test_any_note.py", "test_any_walk.py", "test_recorder.py"]
collect_ignore = [] if sys.version_info >= (3, 11) else NEWER
