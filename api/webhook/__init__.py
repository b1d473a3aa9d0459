"""A finished summary is sent to the council's own system, when a practitioner says so."""
