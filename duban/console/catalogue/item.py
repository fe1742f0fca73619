"""Every act on an item."""

from duban.console.catalogue import item_drafts, item_escalate, item_places, item_reports

ACTS = (*item_drafts.ACTS, *item_places.ACTS, *item_reports.ACTS, *item_escalate.ACTS)
