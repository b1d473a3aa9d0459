"""Every module with stored models, so that migrations and checks see all tables."""

import api.audit.models
import api.case_audit.models
import api.chat.models
import api.exercises.models
import api.identity.models
import api.rehearsal.models
import api.reports.models
import api.review.models
import api.works.models  # noqa: F401
