"""No request goes to a machine that is not on the open internet, however its address is written or changes."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest
from fetch_site import QuickClock, Site, page, status
from hypothesis import given
from hypothesis import strategies as st

from osint_iraq.fetch import Settings, fetch, guard
from osint_iraq.fetch.addresses import BadAddress, normal
from osint_iraq.fetch.client import Ask, Client
from osint_iraq.fetch.faults import Trouble
from osint_iraq.fetch.guard import Guard, is_public, resolve

PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.1.2.3",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "ff02::1",
    "2606:4700::1%eth0",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "2606:4700::1111",
    "2a00:1450::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(Trouble) as told:
        Guard(resolver=lambda *_: ["8.8.8.8", address]).addresses("news.example", 80)
    assert told.value.outcome == "refused_private"
    assert not told.value.again


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_that_are_public(address: str) -> None:
    assert Guard(resolver=lambda *_: [address]).addresses("news.example", 443) == [address]


@given(st.ip_addresses())
def test_nothing_is_public_that_python_does_not_call_global(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert not is_public(str(ip)) or ip.is_global


@pytest.mark.parametrize(
    "text", ["", "localhost", "8.8.8", "08.8.8.8", "8.8.8.8/8", "8.8.8.8 ", "0x8.8.8.8", "134744072"]
)
def test_what_is_no_ip_address_is_not_public(text: str) -> None:
    assert not is_public(text)


ODD = [
    "http://127.0.0.1",
    "http://127.1",
    "http://2130706433",
    "http://0x7f000001",
    "http://0x7f.1",
    "http://0177.0.0.1",
    "http://017700000001",
    "http://127.0.0.1.",
    "http://localhost",
    "http://localhost.",
    "http://LOCALHOST",
    "http://[::1]",
    "http://[::ffff:127.0.0.1]",
    "http://[::ffff:7f00:1]",
    "http://[0:0:0:0:0:0:0:1]",
    "http://0",
    "http://0.0.0.0",
    "http://①②⑦.⓪.⓪.①",
    "http://127。0。0。1",
    "http://１２７.0.0.1",
    "http://%31%32%37.0.0.1",
    "http://ⓛocalhost",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1%25lo]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://127.0.0.1:8080/",
    "https://10.0.0.1/",
    "http://news.example@127.0.0.1/",
    "http://127.0.0.1#@news.example/",
    "http://news.example\\@127.0.0.1/",
    "http://127.0.0.1\\.news.example/",
    "http://127.0.0.1%00.news.example/",
]


@pytest.mark.parametrize("address", ODD)
def test_no_spelling_of_a_private_address_is_connected_to(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    settings = Settings(contact="desk@example.org")
    try:
        url = normal(address)
    except BadAddress:
        return
    with pytest.raises(Trouble) as told:
        Client(settings, Guard())(Ask(url, 1000))
    assert told.value.outcome == "refused_private" or "is not known" in told.value.message


@pytest.mark.parametrize("port", [22, 25, 53, 110, 587, 993])
def test_ports_of_other_services_are_refused(port: int) -> None:
    with pytest.raises(Trouble, match=f"port {port}"):
        Guard(resolver=lambda *_: ["8.8.8.8"]).addresses("news.example", port)


class Changing:
    """Names that mean another machine each time they are asked for."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.times = list(answers), 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.times += 1
        return self.answers[min(self.times, len(self.answers)) - 1]


def test_a_name_that_changes_its_meaning_cannot_lead_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[object] = []

    def connect(address: object, *_: object, **__: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    names = Changing(["8.8.8.8"], ["127.0.0.1"])
    client = Client(Settings(contact="desk@example.org"), Guard(resolver=names))
    with pytest.raises(Trouble) as told:
        client(Ask("http://news.example/", 1000))
    assert (told.value.outcome, told.value.again) == ("error", True)
    assert (connected, names.times) == ([("8.8.8.8", 80)], 1)
    with pytest.raises(Trouble) as told:
        client(Ask("http://news.example/", 1000))
    assert told.value.outcome == "refused_private"
    assert len(connected) == 1


def test_where_a_connection_really_ended_is_checked_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: real(("127.0.0.1", site.port)))
    with pytest.raises(Trouble) as told:
        Client(Settings(contact="desk@example.org"), Guard(resolver=lambda *_: ["8.8.8.8"]))(
            Ask(f"http://news.example:{site.port}/a", 1000)
        )
    assert told.value.outcome == "refused_private"
    assert site.asked == []


INSIDE = ["http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/", "http://2130706434/", "http://127.2/",
          "//192.168.0.1/admin", "http://[::ffff:127.0.0.1]/"]  # fmt: skip


@pytest.fixture
def on_the_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if 127.0.0.1, and nothing else of this machine, were a public address."""
    real = guard.is_public
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1" or real(address))


@pytest.mark.usefixtures("on_the_internet")
def test_redirects_into_the_own_network_are_refused(site: Site, tmp_path: Path) -> None:
    addresses = [site.put(f"/{n}", status(302, Location=target)) for n, target in enumerate(INSIDE)]
    site.put("/good", page("good"))
    settings = Settings(contact="desk@example.org", idle_seconds=2)
    found = fetch([*addresses, site.url("/good")], tmp_path, settings=settings, clock=QuickClock())
    assert found.outcomes == {"refused_private": len(INSIDE), "fetched": 1}
    assert set(found.log[found.log["purpose"] == "robots"]["outcome"]) == {"not_found", "refused_private"}


@pytest.mark.usefixtures("on_the_internet")
def test_robots_and_feeds_lead_nowhere_inside_either(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", status(302, Location="http://10.0.0.1/robots.txt"))
    settings = Settings(contact="desk@example.org")
    found = fetch([site.put("/a", "good")], tmp_path, settings=settings, clock=QuickClock())
    assert found.outcomes == {"refused_private": 1}
    site.put("/robots.txt", status(404))
    site.put("/feed", status(302, Location="http://10.0.0.1/feed"))
    found = fetch((), tmp_path, feeds=[site.url("/feed")], settings=settings, clock=QuickClock())
    assert found.lists == {"redirected": 1, "refused_private": 1}
    assert not found.complete


def test_what_was_refused_as_private_is_asked_for_once_that_is_allowed(site: Site, tmp_path: Path) -> None:
    address = site.put("/a", "good")
    found = fetch(address, tmp_path, settings=Settings(contact="desk@example.org"), clock=QuickClock())
    assert found.outcomes == {"refused_private": 1}
    assert site.asked == []
    assert fetch(address, tmp_path, settings=Settings(allow_private=True), clock=QuickClock()).complete


def test_proxies_of_the_environment_are_not_used(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    found = fetch(site.put("/a", "good"), tmp_path, settings=Settings(allow_private=True), clock=QuickClock())
    assert found.complete


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificate and key of the host news.example, in one file."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate of this test")
    path = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example",
         "-addext", "subjectAltName=DNS:news.example", "-keyout", path / "key", "-out", path / "cert"],
        check=True, capture_output=True,
    )  # fmt: skip
    (path / "both.pem").write_bytes((path / "key").read_bytes() + (path / "cert").read_bytes())
    return path / "both.pem"


def _tls_once(certificate: Path) -> tuple[int, list[str | None]]:
    """A site with that certificate, for some connections; the names that it was asked for."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: names.append(name)  # type: ignore[assignment]
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(3):
            connection, _ = listener.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as safe:
                    safe.recv(65536)
                    safe.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsafe")
            except OSError:
                pass  # the other side did not like the certificate

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1], names


def test_certificates_are_checked_for_the_name_whichever_address_is_used(certificate: Path) -> None:
    port, names = _tls_once(certificate)
    trusted = ssl.create_default_context(cafile=str(certificate))
    here = Guard(True, resolver=lambda *_: ["127.0.0.1"])
    settings = Settings(allow_private=True, idle_seconds=5)
    reply = Client(settings, here, trusted)(Ask(f"https://news.example:{port}/", 1000))
    assert (reply.body, reply.ip, names) == (b"safe", "127.0.0.1", ["news.example"])
    with pytest.raises(Trouble, match="certificate"):
        Client(settings, here, trusted)(Ask(f"https://other.example:{port}/", 1000))
    with pytest.raises(Trouble, match="certificate"):
        Client(settings, here)(Ask(f"https://news.example:{port}/", 1000))


def test_the_system_reads_odd_spellings_so_the_check_comes_after_it() -> None:
    assert resolve("127.1", 80) == ["127.0.0.1"]
