"""Counts and durations of requests, by route template only: no id and no word is a label."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Metrics:
    """The measurements of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter(
            "aide_requests", "Requests answered", labels, registry=self.registry
        )
        self.seconds = Histogram(
            "aide_request_seconds", "Time to answer", ("method", "route"), registry=self.registry
        )

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        method = method if method in METHODS else "other"
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """All measurements in the Prometheus text format."""
        return generate_latest(self.registry)
