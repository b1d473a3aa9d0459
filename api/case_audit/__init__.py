"""An auditor rates a work against the questions of a form. (api/audit is the audit trail.)"""
