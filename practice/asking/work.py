"""What a piece of safeguarding work is known by."""

from __future__ import annotations

import re

# The council's own reference; a person's name would not be one (domain facts 4.2).
CASE_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]{1,39}")
SECTION_42 = ("yes", "no", "not_decided")
