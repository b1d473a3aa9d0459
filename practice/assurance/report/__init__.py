"""The board report: counted from confirmed answers, rounded, and with small numbers hidden.

facts (one record) -> counting (a period) -> consistency (refuses what cannot be) -> disclosure
(rounds and hides) -> publication (what is printed). The tables are in content/assurance/report.yml.
"""
