"""What a program sends anywhere, seen from a network namespace in which every address is this machine.

Nothing gets out of it, and nothing waits: each look-up and each connection is refused at once, and is seen on the
loopback device, whichever thread, library or process tried.
"""

from __future__ import annotations

import ctypes
import ipaddress
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from typing import NamedTuple

_NAMESPACE = ("unshare", "--map-root-user", "--net", "--uts")
_EVERY_ADDRESS_IS_HERE = (
    ("ip", "link", "set", "lo", "up"),
    ("ip", "route", "add", "local", "default", "dev", "lo"),
    ("ip", "-6", "route", "add", "local", "default", "dev", "lo"),
)
_EVERY_PROTOCOL = 0x0003
_PACKET_OPTIONS, _STATISTICS = 263, 6
_TCP, _UDP = 6, 17
_SYN, _ACK = 0x02, 0x10
_HEADERS = 2_048
"""Bytes that are read of each packet."""
_ATTACH_FILTER = 26
_BEGINNINGS = (
    *((0x30, 0, 0, 0), (0x54, 0, 0, 0xF0), (0x15, 0, 6, 0x40)),  # IPv4, or keep it
    *((0x30, 0, 0, 9), (0x15, 0, 4, _TCP)),  # TCP, or keep it
    *((0xB1, 0, 0, 0), (0x50, 0, 0, 13), (0x54, 0, 0, _SYN | _ACK), (0x15, 0, 1, _SYN)),  # a SYN alone, or drop it
    *((0x06, 0, 0, _HEADERS), (0x06, 0, 0, 0)),
)
"""A filter in BPF, so that what goes over the connections does not fill the socket: code, jumps, operand."""


def in_namespace(*arguments: str) -> list[str]:
    """The command line of Python in a namespace of its own; the program calls `enter` first."""
    return [*_NAMESPACE, sys.executable, *arguments]


def why_not() -> str:
    """Why this machine has no such namespaces; empty where it has."""
    missing = [name for name in ("unshare", "ip") if shutil.which(name) is None]
    if missing:
        return f"{' and '.join(missing)} not found"
    program = "from tests.network.recorder import Recorder, enter; enter(); Recorder()"
    tried = subprocess.run(in_namespace("-c", program), capture_output=True, text=True, check=False)
    return tried.stderr.strip().splitlines()[-1] if tried.returncode else ""


def enter() -> None:
    """Make every address one of this machine."""
    socket.sethostname("localhost")  # libraries ask for the address of their own machine
    for command in _EVERY_ADDRESS_IS_HERE:
        subprocess.run(command, check=True)


class Attempt(NamedTuple):
    """A connection that was tried, or a datagram that was sent."""

    address: str
    port: int
    looked_up: str = ""
    """The name, where the datagram asks for one's address."""


class Recorder:
    """Notes every attempt from its making on."""

    def __init__(self) -> None:
        self._attempts: list[Attempt] = []
        self._packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_EVERY_PROTOCOL))
        program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in _BEGINNINGS))
        count_and_place = struct.pack("HL", len(_BEGINNINGS), ctypes.addressof(program))
        self._packets.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, count_and_place)
        self._packets.bind(("lo", 0))
        threading.Thread(target=self._follow, name="recorder", daemon=True).start()

    def attempts(self) -> set[Attempt]:
        """What was tried up to now."""
        time.sleep(0.2)  # what was sent last
        _, lost = struct.unpack("II", self._packets.getsockopt(_PACKET_OPTIONS, _STATISTICS, 8))
        assert not lost, f"{lost} packets were not seen"
        return set(self._attempts)

    def _follow(self) -> None:
        while True:
            packet, (_, _, direction, *_) = self._packets.recvfrom(_HEADERS)
            if direction == socket.PACKET_OUTGOING and (attempt := _attempt(packet)):
                self._attempts.append(attempt)


def _attempt(packet: bytes) -> Attempt | None:
    if packet[0] >> 4 == 4:
        protocol, address, rest = packet[9], packet[16:20], packet[(packet[0] & 0xF) * 4 :]
    else:
        protocol, address, rest = packet[6], packet[24:40], packet[40:]
    host, port = str(ipaddress.ip_address(address)), int.from_bytes(rest[2:4], "big")
    if protocol == _TCP:
        return Attempt(host, port) if rest[13] & (_SYN | _ACK) == _SYN else None
    if protocol == _UDP:
        return Attempt(host, port, _asked_name(rest[8:]) if port == socket.getservbyname("domain") else "")
    return None


def _asked_name(question: bytes) -> str:
    labels, at = [], 12
    while length := question[at]:
        labels.append(question[at + 1 : at + 1 + length].decode())
        at += 1 + length
    return ".".join(labels)
