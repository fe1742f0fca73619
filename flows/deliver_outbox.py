"""The outbox as a Prefect flow: every few minutes it looks after the alerts, and sends what acts have told since."""

from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from duban.core.settings import Settings
from duban.services.acts import this_account
from duban.services.alert_watch import watch_all
from duban.services.alerts import told_alerts
from duban.services.clock import ledger_clock
from duban.store.calendar import list_newest_packs
from duban.store.opening import open_ledger
from duban.store.unit_of_work import unit_of_work
from flows.alerts_page import alerts_page
from flows.catalogue import DELIVER_OUTBOX
from flows.delivering import deliver_all


@flow(name=DELIVER_OUTBOX.name, flow_run_name=DELIVER_OUTBOX.name)
def deliver_outbox() -> State[Any]:
    """Sends every message that is due; one that fails is retried by a later run, and parked in the end."""
    settings = Settings()
    ledger = open_ledger(settings.database_url)
    with unit_of_work(ledger) as work:
        clock = ledger_clock(work.session, settings.clock)
        watched = watch_all(work.session, now=clock.now(), actor=this_account())
        work.commit()
        open_alerts = [
            alert for row in list_newest_packs(work.session) for alert in told_alerts(work.session, row["institution"])
        ]
    report = deliver_all(ledger, clock)
    create_markdown_artifact(alerts_page(open_alerts), key="alerts", description=f"未解除的告警{len(open_alerts)}条")
    get_run_logger().info(f"告警 raised={watched.raised} settled={watched.settled}")
    get_run_logger().info(str(report))
    return Completed(message=str(report))
