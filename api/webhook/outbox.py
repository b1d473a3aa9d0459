"""Sending what waits in the outbox: at least once each, signed, with the same event id for good."""

import structlog
from fastapi.concurrency import run_in_threadpool

from api.database import Database
from api.destination import Destination
from api.settings import Settings
from api.tables import utcnow
from api.webhook import service
from api.webhook.models import Delivery
from api.webhook.network import Network, NotReached
from api.webhook.signing import signed_headers

log = structlog.get_logger()

# Try again later; all other refusals (4xx) would be the same again.
LATER = (408, 425, 429)


class Outbox:
    """Sends deliveries whose time has come. One per process; several do no harm.

    network: how the outside is reached; only tests give another one.
    """

    def __init__(
        self, database: Database, settings: Settings, network: Network | None = None
    ) -> None:
        self._database = database
        self._network = network or Network()
        self.destination = settings.webhook_destination

    async def sweep(self) -> None:
        """Attempt every delivery whose time has come. Nothing while the webhook is off."""
        if not self.destination:
            return
        while delivery := await run_in_threadpool(self._take_next):
            failure = await self._attempt(self.destination, delivery)
            if failure:
                log.warning("webhook_failed", delivery_id=delivery.id, reason=failure.reason)
            await run_in_threadpool(self._settle, delivery, failure)

    async def _attempt(self, destination: Destination, delivery: Delivery) -> NotReached | None:
        try:
            if delivery.host != destination.host:
                raise NotReached("other_host", again=False)
            address = await run_in_threadpool(self._network.address_of, destination)
            body = (delivery.body or "").encode()
            now = int(utcnow().timestamp())
            headers = signed_headers(destination.secret, delivery.id, now, body)
            check_status(await self._network.post(destination, address, headers, body))
        except NotReached as failure:
            return failure
        return None

    def _take_next(self) -> Delivery | None:
        with self._database.writer() as session:
            return service.take_next(session, utcnow())

    def _settle(self, delivery: Delivery, failure: NotReached | None) -> None:
        with self._database.writer() as session:
            service.settle(session, delivery, failure)


def check_status(status: int) -> None:
    """Raises NotReached unless the receiver took it (2xx). A redirect is a refusal."""
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise NotReached("redirect", again=False)
    again = status >= 500 or status in LATER
    raise NotReached("busy" if again else "refused", again)
