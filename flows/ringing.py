"""Reconciles and does what is due, each stage claimed and done in transactions of its own; without Prefect."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from duban.core.clock import Clock
from duban.core.errors import DubanError
from duban.services.acts import this_account
from duban.services.institution import running_institution
from duban.services.occurrence_stages import Claim, StageDone, claim_stage, due_stages, give_up, run_stage
from duban.services.occurrences import Reconciled, reconcile
from duban.store.unit_of_work import reading, unit_of_work


@dataclass
class Rung:
    """What one round did: stages done, and those that failed with the reason."""

    reconciled: Reconciled
    done: list[StageDone] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Occurrence and stage → why."""


@dataclass(frozen=True)
class Ringer:
    """Who rings: on which ledger, for which institution, by which clock, under which name."""

    engine: sa.Engine
    institution: str
    clock: Clock
    worker: str

    def ring(self, *, older_than: float = 0.0) -> Rung:
        """Reconciles, then does every stage that has been due for `older_than` seconds; a failed one is left."""
        rung = Rung(self.reconcile())
        tried: set[int] = set()
        while due := [row for row in self._due(older_than) if row["id"] not in tried]:
            for row in due:
                tried.add(row["id"])
                try:
                    done = self.do_stage(row["id"])
                except DubanError as error:
                    rung.failed.append((f"{row['code']} {row['stage']}", str(error)))
                else:
                    rung.done += [done] if done else []
        return rung

    def reconcile(self) -> Reconciled:
        """Puts periods on record and settles those that did not go by plan."""
        with unit_of_work(self.engine) as work:
            running = running_institution(work.session, self.institution)
            done = reconcile(work.session, running, now=self.clock.now(), actor=this_account())
            work.commit()
        return done

    def do_stage(self, stage_id: int) -> StageDone | None:
        """Claims and does one stage; None where it is done or another has it. What made it fail is on record too."""
        with unit_of_work(self.engine) as work:
            claim = claim_stage(work.session, stage_id, self.worker, now=self.clock.now())
            work.commit()
        return self.do_claimed(claim) if claim else None

    def do_claimed(self, claim: Claim) -> StageDone:
        """Does a stage that was claimed. Raises ClaimLost, or whatever made it fail."""
        try:
            with unit_of_work(self.engine) as work:
                running = running_institution(work.session, self.institution)
                done = run_stage(work.session, running, claim, clock=self.clock, actor=this_account())
                work.commit()
        except Exception as error:
            with unit_of_work(self.engine) as work:
                give_up(work.session, claim, error, now=self.clock.now())
                work.commit()
            raise
        return done

    def _due(self, older_than: float) -> list[sa.RowMapping]:
        with reading(self.engine) as session:
            now = self.clock.now()
            rows = due_stages(session, self.institution, now)
            return [row for row in rows if (now - row["due_at"]).total_seconds() >= older_than]
