"""Every module with stored models, so that migrations and checks see all tables."""

import api.audit.models
import api.chat.models
import api.identity.models
import api.works.models  # noqa: F401
