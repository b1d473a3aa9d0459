"""All routers of the service, in the order in which they are tried."""

from api import health
from api.case_audit import routes as case_audit_routes
from api.chat import routes as chat_routes
from api.chat import turn_routes
from api.exports import published
from api.exports import routes as export_routes
from api.identity import routes as identity_routes
from api.rehearsal import routes as rehearsal_routes
from api.review import routes as review_routes
from api.tools import routes as tool_routes
from api.web import (
    account_pages,
    age_pages,
    audit_export_pages,
    audit_pages,
    before_pages,
    case_form_pages,
    chat_pages,
    check_pages,
    coverage_pages,
    doorstep_pages,
    error_pages,
    exercise_pages,
    exercise_sheet_pages,
    help_pages,
    local_pages,
    persons_copy_pages,
    practise_pages,
    read_back_pages,
    record_pages,
    rehearsal_pages,
    report_pages,
    review_pages,
    send_pages,
    sign_in_pages,
    team_pages,
    tool_export_pages,
    tool_pages,
    tool_section_pages,
    trade_off_pages,
    work_pages,
)
from api.works import routes as work_routes

ROUTERS = [
    health.router,
    error_pages.router,
    identity_routes.router,
    sign_in_pages.router,
    account_pages.router,
    work_routes.router,
    review_routes.router,
    case_audit_routes.router,
    tool_routes.router,
    chat_routes.router,
    rehearsal_routes.router,
    export_routes.router,
    published.router,
    turn_routes.router,
    work_pages.router,
    chat_pages.router,
    record_pages.router,
    age_pages.router,
    check_pages.router,
    send_pages.router,
    coverage_pages.router,
    trade_off_pages.router,
    before_pages.router,
    read_back_pages.router,
    persons_copy_pages.router,
    case_form_pages.router,
    local_pages.router,
    team_pages.router,
    report_pages.router,
    review_pages.router,
    audit_pages.router,
    audit_export_pages.router,
    tool_pages.router,
    tool_section_pages.router,
    tool_export_pages.router,
    doorstep_pages.router,
    rehearsal_pages.router,
    help_pages.router,
    practise_pages.router,
    exercise_sheet_pages.router,
    exercise_pages.router,
]
