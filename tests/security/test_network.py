"""What a submission can connect to: nothing, whatever the family."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from probing import Outcome, Place, kernel_of

from autograder.sandbox.warm_process import KernelSource

FAMILIES = ["tcp", "udp", "tcp over IPv6", "udp over IPv6", "unix path", "abstract unix"]
GONE = {
    "tcp": {"ENETUNREACH", "ECONNREFUSED"},
    "udp": {"ENETUNREACH", "ECONNREFUSED"},
    "tcp over IPv6": {"EADDRNOTAVAIL", "ENETUNREACH", "ECONNREFUSED"},
    "udp over IPv6": {"EADDRNOTAVAIL", "ENETUNREACH", "ECONNREFUSED"},
    "unix path": {"ENOENT"},
    "abstract unix": {"ECONNREFUSED"},
}


class Listener:
    """A socket on loopback, or a unix socket, that notes what it is told."""

    def __init__(self, family: str, folder: Path, token: str) -> None:
        number = socket.AF_UNIX
        if "unix" not in family:
            number = socket.AF_INET6 if "IPv6" in family else socket.AF_INET
        self.kind = socket.SOCK_DGRAM if "udp" in family else socket.SOCK_STREAM
        self.socket = socket.socket(number, self.kind)
        self.socket.settimeout(3)
        self.heard = b""
        local = {"unix path": str(folder / "socket"), "abstract unix": f"\0probe-{token}"}
        loopback = "::1" if number == socket.AF_INET6 else "127.0.0.1"
        self.socket.bind(local.get(family, (loopback, 0)))
        if self.kind == socket.SOCK_STREAM:
            self.socket.listen(1)
        name = self.socket.getsockname()
        self.address = name.decode() if isinstance(name, bytes) else name
        self.number = int(number)

    def hear(self) -> None:
        """Wait for one message."""
        try:
            if self.kind == socket.SOCK_DGRAM:
                self.heard = self.socket.recv(100)
                return
            connection, _ = self.socket.accept()
            with connection:
                connection.settimeout(3)
                self.heard = connection.recv(100)
        except TimeoutError:
            pass


@contextmanager
def listener(family: str, folder: Path, token: str) -> Iterator[Listener]:
    """Yield a listener of a family, skipping where the machine has none such."""
    try:
        found = Listener(family, folder, token)
    except OSError as error:
        pytest.skip(f"no {family} on this machine: {error}")
    with found.socket:
        yield found


def tell(family: int, kind: int, address: object, token: str) -> str:
    """Connect to an address and send a token there."""
    import socket

    with socket.socket(family, kind) as connection:
        connection.settimeout(3)
        connection.connect(tuple(address) if isinstance(address, list) else address)
        connection.sendall(token.encode())
    return "sent"


def say(
    place: Place, family: str, folder: Path, token: str, wait_s: float
) -> tuple[Outcome, bytes]:
    """Let a submission send a token to a listener; return what came of it and what was heard."""
    with listener(family, folder, token) as ear:
        ear.socket.settimeout(wait_s)
        thread = threading.Thread(target=ear.hear)
        thread.start()
        outcome = place.attempt(tell, ear.number, int(ear.kind), ear.address, token)
        thread.join()
        return outcome, ear.heard


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("walls", ["inside", "outer_only", "inner_only"])
def test_a_submission_cannot_connect(
    walls: str, family: str, tmp_path: Path, token: str, request: pytest.FixtureRequest
) -> None:
    """All walls together, and either alone, keep it from a listener; nothing is heard there."""
    if (walls, family) == ("inner_only", "unix path"):
        pytest.skip("the inner walls hide no file: that is bubblewrap's part")
    outcome, heard = say(request.getfixturevalue(walls), family, tmp_path, token, 0.2)
    assert heard == b""
    lost = "udp" in family  # its own loopback is up, and nobody there
    assert outcome.error in GONE[family] or (lost and outcome == Outcome("sent")), outcome


@pytest.mark.parametrize("family", FAMILIES)
def test_without_walls_it_connects(
    family: str, tmp_path: Path, token: str, unconfined: Place
) -> None:
    """The twin: the same probe is heard when there are no walls."""
    outcome, heard = say(unconfined, family, tmp_path, token, 5)
    assert outcome == Outcome("sent")
    assert heard == token.encode()


def interfaces() -> list[str]:
    """Return the network's interfaces."""
    import socket

    return [name for _, name in socket.if_nameindex()]


def test_a_submission_has_no_interface_but_its_own_loopback(inside: Place) -> None:
    """There is no way out of its network: loopback alone, and no route."""
    assert inside.run(interfaces) == ["lo"]
    assert inside.run(routes) == []


def routes() -> list[str]:
    """Return the routes to other machines."""
    return open("/proc/net/route").read().splitlines()[1:]


def test_without_walls_it_has_the_machines_interfaces(unconfined: Place) -> None:
    """The twin: with no walls it sees the machine's own interfaces."""
    if len(socket.if_nameindex()) == 1:
        pytest.skip("this machine has no interface but loopback")
    assert len(unconfined.run(interfaces)) > 1


def listen(name: str) -> str:
    """Listen on an abstract unix socket for as long as the kernel lives."""
    import builtins
    import socket

    ear = builtins.ear = socket.socket(socket.AF_UNIX)
    ear.bind(f"\0sibling-{name}")
    ear.listen(1)
    return "listening"


def reach(name: str) -> str:
    """Connect to a sibling's abstract unix socket."""
    import socket

    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(f"\0sibling-{name}")
    return "reached"


def test_siblings_do_not_reach_each_other(warm: KernelSource, token: str) -> None:
    """An abstract socket of one submission is not there for the next."""
    with kernel_of(warm) as first, kernel_of(warm) as second:
        assert first.run(listen, token) == "listening"
        assert second.attempt(reach, token) == Outcome(error="ECONNREFUSED")


def test_without_the_inner_walls_siblings_reach_each_other(warm: KernelSource, token: str) -> None:
    """The twin: within bubblewrap alone it is."""
    outer = KernelSource(warm.address, isolation="none")
    with kernel_of(outer) as first, kernel_of(outer) as second:
        assert first.run(listen, token) == "listening"
        assert second.run(reach, token) == "reached"


def test_a_submission_does_not_reach_the_warm_process(warm: KernelSource, inside: Place) -> None:
    """The socket by which the grader asks for kernels is not there for a submission."""
    outcome = inside.attempt(knock, warm.address)
    assert outcome == Outcome(error="ENOENT")


def knock(address: str) -> str:
    """Connect to the warm process's socket, and hang up."""
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.connect(address)
    return "connected"


def test_without_walls_it_reaches_the_warm_process(
    bare_warm: KernelSource, unconfined: Place
) -> None:
    """The twin: with no walls it connects."""
    assert unconfined.run(knock, bare_warm.address) == "connected"
