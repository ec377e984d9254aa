"""A cluster: the workers of a Dask scheduler do a grader's jobs.

Dask carries the messages and knows the workers; this module decides which worker gets a job. A worker
of the cluster, a node, gets as many jobs as it has threads, and no queue. So its end costs only the jobs
that run on it, and no job waits behind a long one while another node is idle.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from autograder.cluster.dask_connection import FOREIGN, PREFIX, DaskConnection
from autograder.cluster.serialization import (
    deserialize_outcome,
    serialize_assignment,
    serialize_job,
)
from autograder.course.assignment import Assignment
from autograder.errors import ConfigurationError, EngineFault
from autograder.grading.engine_digest import engine_digest
from autograder.grading.worker_process import GradingJob, JobOutcome
from autograder.sandbox.isolation_kinds import NAMESPACES

LOOK_S = 1.0  # between two looks at the list of nodes
NAMED = 5  # a message names so many refused nodes


def _print_to_stderr(line: str) -> None:
    print(line, file=sys.stderr)


@dataclass
class DaskWorker:
    """A worker of the cluster: how many jobs it takes at once, and how many it has."""

    address: str
    threads: int
    name: str
    state: str = "preparing"  # then "ready" or "refused"
    leaving: bool = False
    busy: int = 0

    @property
    def free_slots(self) -> int:
        """How many more jobs it takes."""
        return self.threads - self.busy if self.state == "ready" and not self.leaving else 0


class DaskRunner:
    """A `JobRunner` on a Dask cluster: a job gets two tries if the engine fails or a node is lost.

    Args:
        assignment: what is graded.
        scheduler: the scheduler's address.
        isolation: the kind of walls; ``none`` accepts the risk of running student code without.
        tell: is called with each line that a person should read.

    Raises:
        ConfigurationError: the scheduler cannot be reached, or Dask is not installed.
    """

    def __init__(
        self,
        assignment: Assignment,
        scheduler: str,
        *,
        isolation: str = NAMESPACES,
        tell: Callable[[str], None] = _print_to_stderr,
    ) -> None:
        self._scheduler, self._tell = scheduler, tell
        self._grader_name = f"{PREFIX}-{uuid.uuid4().hex}"
        self._preparation = (serialize_assignment(assignment), engine_digest(), isolation)
        self._nodes: dict[str, DaskWorker] = {}
        self._given: dict[
            str, tuple[DaskWorker, GradingJob | None]
        ] = {}  # by task; a task without a job prepares its node
        self._waiting: Iterator[GradingJob] = iter(())
        self._backlog: deque[GradingJob] = deque()
        self._answers: deque[tuple[GradingJob, JobOutcome]] = deque()
        self._refusals: list[str] = []
        self._looked_s = -LOOK_S
        self._served = self._waits = False
        self._connection = DaskConnection(scheduler)

    def close(self) -> None:
        """Drop all tasks, and let the nodes end the processes that they started for this grader."""
        self._given.clear()
        self._connection.close(self._grader_name, list(self._nodes))

    def run(self, jobs: Iterable[GradingJob]) -> Iterator[tuple[GradingJob, JobOutcome]]:
        """Take jobs one by one as there is room, and yield each with its outcome when it is done.

        Raises:
            ConfigurationError: the scheduler is gone, or every node was refused.
        """
        self._waiting = iter(jobs)
        while self._work_left():
            self._look()
            self._hand_out()
            key = self._connection.next_done(LOOK_S)
            if key in self._given:
                self._settle(key)
            while self._answers:
                yield self._answers.popleft()

    def _work_left(self) -> bool:
        self._refill()
        return bool(self._backlog) or any(job for _, job in self._given.values())

    def _refill(self) -> None:
        """Keep one job at hand, so that the end of the jobs is known before there is room for another."""
        if not self._backlog and (job := next(self._waiting, None)) is not None:
            self._backlog.append(job)

    def _hand_out(self) -> None:
        """Give the nodes as many jobs as they have room for, the emptiest first."""
        while self._backlog:
            node = max(self._nodes.values(), key=lambda node: node.free_slots, default=None)
            if node is None or node.free_slots < 1:
                return
            job = self._backlog[0]
            if self._give(node, job, "grade_on_node", serialize_job(job)):
                self._backlog.popleft()
                node.busy += 1
            self._refill()

    def _give(
        self, node: DaskWorker, job: GradingJob | None, function: str, message: bytes, *more: Any
    ) -> bool:
        """Start a task on a node; say whether it could be reached."""
        key = self._connection.start(node.address, function, self._grader_name, message, *more)
        if key is None:
            self._lose(node)
            return False
        self._given[key] = node, job
        return True

    def _settle(self, key: str) -> None:
        """Take a task's result; its node gets the next job first."""
        node, job = self._given[key]
        node.busy -= job is not None
        self._hand_out()
        if key not in self._given:
            return  # the node is lost, as has just come out
        found = self._connection.collect(key)
        if found is None:
            node.busy += job is not None
        elif job is None:
            self._drop(key)
            self._welcome(node, found)
        elif isinstance(found, bytes) and found:
            self._drop(key)
            self._judge(job, deserialize_outcome(found))
        else:
            self._lose(node)  # or its grader is: a node that was started again is prepared again

    def _drop(self, key: str) -> None:
        del self._given[key]
        self._connection.forget(key)

    def _judge(self, job: GradingJob, answer: JobOutcome) -> None:
        """Accept an outcome, unless the engine failed and the job has another try."""
        if isinstance(answer, EngineFault) and not job.last_try:
            self._backlog.append(replace(job, last_try=True))
        else:
            self._answers.append((job, answer))

    def _look(self) -> None:
        """See which nodes came and went."""
        if time.monotonic() - self._looked_s < LOOK_S:
            return
        threads, running = self._connection.nodes()
        self._looked_s = time.monotonic()
        for address in self._nodes.keys() - threads.keys():
            self._lose(self._nodes[address])
        for address in threads.keys() - self._nodes.keys():
            node = self._nodes[address] = DaskWorker(address, threads[address], address)
            self._give(node, None, "start_node_grader", *self._preparation)
        for node in self._nodes.values():
            node.leaving = node.address not in running
        self._expect_help()

    def _lose(self, node: DaskWorker) -> None:
        """Give the jobs of a lost node to others."""
        del self._nodes[node.address]
        if node.state == "ready":
            self._tell(f"worker {node.name} is gone: other workers do what it had")
        for key in [key for key, (whose, _) in self._given.items() if whose is node]:
            _, job = self._given[key]
            self._drop(key)
            if job is not None:
                self._judge(job, EngineFault(f"worker {node.name} was lost with it"))

    def _welcome(self, node: DaskWorker, found: bytes | Exception) -> None:
        """Accept or refuse a node that has prepared."""
        if isinstance(found, Exception):
            refusal = f"it failed ({type(found).__name__}: {found}), perhaps since {FOREIGN}"
        else:
            content = json.loads(found)
            node.name = f"{node.address} on {content['host']}"
            refusal = content["refusal"]
        node.state = "refused" if refusal else "ready"
        if refusal:
            self._refusals.append(f"worker {node.name} is refused: {refusal}")
        self._expect_help()

    def _expect_help(self) -> None:
        """Name the refused workers if others are ready; if there is no worker, say that the grader waits.

        Raises:
            ConfigurationError: all were refused.
        """
        states = {node.state for node in self._nodes.values()}
        self._served |= "ready" in states
        if self._served:
            for line in self._refusals:
                self._tell(line)
            self._refusals.clear()
        if "ready" in states:
            self._waits = False
        elif "preparing" not in states:
            self._expect_some()

    def _expect_some(self) -> None:
        if self._refusals:
            more = len(self._refusals) - NAMED
            shown = [*self._refusals[:NAMED], *([f"and {more} more"] if more > 0 else [])]
            raise ConfigurationError("\n".join(["no worker there can grade:", *shown]))
        if not self._waits:
            self._waits = True
            self._tell(f"no worker at {self._scheduler}: waiting for one (Ctrl-C stops)")
