"""The link to a Dask cluster: the one module that knows Dask, an optional package.

A node is a worker of the cluster. A task is one call of a function of this module on one node, with
bytes as argument and as result.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import uuid
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from autograder.cluster.node_grader import NodeGrader
from autograder.cluster.serialization import deserialize_job, serialize_outcome
from autograder.errors import AutograderError, ConfigurationError
from autograder.grading.engine_digest import engine_digest
from autograder.installation import CHECKOUT, how_to_install

if TYPE_CHECKING:
    from distributed import Client, Future, Worker

CONNECT_S = 10.0
CALL_S = 30.0  # for the scheduler to say which nodes there are
SEND_S = 10.0  # for a submission to get to a node
COLLECT_S = 5.0  # for a result to come over
FAREWELL_S = 10.0  # for the nodes to end the processes that they started
PREFIX = "autograder"  # of all tasks' names: the scheduler keeps figures by prefix for ever
FOREIGN = (
    "its engine or its Python packages are not those of this machine; bring both to the same "
    "commit, run `make setup` on both, and start the worker again"
    if CHECKOUT
    else "its engine or its Python packages are not those of this machine; install the same wheels and "
    "the same versions of all packages on both (pip freeze), and start the worker again"
)


class DaskConnection:
    """A connection to the scheduler at ``address``, as Dask's configuration wants it (TLS, say).

    Raises:
        ConfigurationError: the scheduler cannot be reached, or Dask is not installed.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client = _connect(address)
        self._lost = False
        self._futures: dict[str, Future[bytes]] = {}
        self._done: SimpleQueue[str] = SimpleQueue()

    def nodes(self) -> tuple[dict[str, int], set[str]]:
        """Return the threads of each node by its address, and which nodes take tasks.

        Raises:
            ConfigurationError: the scheduler does not answer.
        """
        scheduler: Any = self._client.scheduler
        try:
            threads = self._client.sync(scheduler.ncores, callback_timeout=CALL_S)
            running = self._client.sync(scheduler.ncores_running, callback_timeout=CALL_S)
        except Exception as error:  # noqa: BLE001  # any error: nothing can go on without the scheduler
            self._lost = True
            raise ConfigurationError(
                f"the scheduler {self._address} does not answer any more ({_reason(error)}): what was "
                "graded is kept; look after the scheduler, and run the same command to go on"
            ) from None
        return dict(threads), set(running)

    def start(
        self, node: str, function: str, grader: str, message: bytes, *more: Any
    ) -> str | None:
        """Start a task on a node and return its key; None where the node cannot be reached.

        The message is sent apart from the task: scheduler and grader keep the last thousand tasks of
        each node, with all that they hold, for the search for bugs.
        """
        key = f"{PREFIX}-{uuid.uuid4().hex}"
        client = self._client
        try:
            sent = client.sync(
                client._scatter,
                {f"{PREFIX}-message-{uuid.uuid4().hex}": message},
                workers=[node],
                timeout=SEND_S,
                callback_timeout=SEND_S,
            )
        except Exception:  # noqa: BLE001  # a node may be lost in many ways
            return None
        [message_there] = sent.values()
        future = client.submit(
            _by_name(function), grader, message_there, *more, key=key, workers=[node], pure=False
        )
        self._futures[key] = future
        future.add_done_callback(lambda _: self._done.put(key))
        return key

    def next_done(self, timeout_s: float) -> str | None:
        """Return the key of a task that has ended, waiting for one; None when time is up."""
        with suppress(Empty):
            return self._done.get(timeout=timeout_s)
        return None

    def collect(self, key: str) -> bytes | Exception | None:
        """Return what a task gave, or the error that ended it; None where it does not come now."""
        try:
            return self._futures[key].result(timeout=COLLECT_S)
        except TimeoutError:  # perhaps its node is gone: ask again later
            self._done.put(key)
            return None
        except Exception as error:  # noqa: BLE001  # raised elsewhere, perhaps by another version
            return error

    def forget(self, key: str) -> None:
        """Let the cluster drop a task and what it gave."""
        self._futures.pop(key).release()

    def close(self, grader: str, nodes: list[str]) -> None:
        """Drop all tasks, have the nodes end the grader, hang up."""
        for key in list(self._futures):
            self.forget(key)
        with suppress(Exception):  # a node that is gone needs no farewell
            if not self._lost:
                call: Any = self._client.sync
                run: Any = self._client._run
                call(
                    run,
                    _farewell(grader),
                    workers=nodes,
                    on_error="ignore",
                    callback_timeout=FAREWELL_S,
                )
        with suppress(Exception):
            self._client.close(timeout=FAREWELL_S)
        self._client.status = "closed"  # else it would try again as the process ends, and complain


def _connect(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise ConfigurationError(
            f"--scheduler needs Dask ({error}): {how_to_install('distributed', 'cluster')}"
        ) from None
    for name in [
        name for name in logging.root.manager.loggerDict if name.startswith("distributed")
    ]:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # the engine reports what matters
    try:
        asyncio.run(_try(address))  # first of all: a client that fails cannot be got rid of
        return Client(address, timeout=CONNECT_S, set_as_default=False)
    except Exception as error:  # noqa: BLE001  # no such host, no TLS, no scheduler, another version
        raise ConfigurationError(
            f"the scheduler {address} cannot be reached ({_reason(error)}): expected the address that "
            "`dask scheduler` prints, such as tcp://10.0.0.1:8786; is it running, and does a "
            "firewall let this machine through?"
        ) from None


async def _try(address: str) -> None:
    from distributed import Security
    from distributed.comm.core import connect

    security = Security().get_connection_args("client")  # as Dask is configured
    await (await connect(address, timeout=CONNECT_S, **security)).close()


def _reason(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _by_name(function: str) -> Callable[..., bytes]:
    """Return a function that is sent as code, and that looks this module's function up on the node.

    The scheduler unpacks each task. If a task named the function, the scheduler would import the engine.
    """
    module = __name__

    def call(*arguments: Any) -> bytes:
        found: bytes = getattr(import_module(module), function)(*arguments)
        return found

    return call


def _farewell(grader: str) -> Callable[..., Any]:
    async def leave(dask_worker: Any) -> None:
        if grader in dask_worker.plugins:
            await dask_worker.plugin_remove(name=grader)

    return leave


def start_node_grader(name: str, message: bytes, digest: str, isolation: str) -> bytes:
    """On a node: make a grader that its worker owns; return the host's name, and the reason of a refusal."""
    refusal = FOREIGN
    if engine_digest() == digest:
        try:
            _attach_to_worker(name, NodeGrader(message, isolation=isolation))
            refusal = ""
        except AutograderError as error:
            refusal = str(error)
    return json.dumps({"host": socket.gethostname(), "refusal": refusal}).encode()


def _attach_to_worker(name: str, grader: NodeGrader) -> None:
    """Tie a grader to this worker's life, by a plugin.

    Raises:
        AutograderError: it cannot grade here.
    """
    from distributed import WorkerPlugin, get_worker
    from distributed.utils import sync

    class Owner(WorkerPlugin):
        def __init__(self) -> None:
            self.grader = grader

        async def teardown(self, worker: Worker) -> None:
            await asyncio.to_thread(grader.close)

    worker = get_worker()
    sync(worker.loop, worker.plugin_add, plugin=Owner(), name=name)
    try:
        grader.prepare()
    except BaseException:
        sync(worker.loop, worker.plugin_remove, name=name)
        raise


def grade_on_node(name: str, message: bytes) -> bytes:
    """On a node: grade one submission; return nothing where there is no such grader."""
    from distributed import get_worker

    owner: Any = get_worker().plugins.get(name)
    return (
        serialize_outcome(owner.grader.grade(deserialize_job(message)))
        if owner is not None
        else b""
    )
