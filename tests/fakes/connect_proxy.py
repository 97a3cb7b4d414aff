"""A proxy on this machine that is told where to connect (`CONNECT`), and a TLS server behind it that every number leads to."""

import select
import socket
import socketserver
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from tests.fakes.scripted_server import ScriptedServer


def certificate(folder: Path, host: str) -> Path:
    """Write a certificate of `host` that signs itself, with its key; returns the file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    file = folder / f"{host}.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


class TlsServer(ScriptedServer):
    """The scripted server, over TLS."""

    def __enter__(self) -> Self:
        assert self.context is not None
        self._server.socket = self.context.wrap_socket(self._server.socket, server_side=True)
        return super().__enter__()

    context: ssl.SSLContext | None = None


class ConnectProxy:
    """Connects whoever asks to one server, wherever they ask to be connected to; a context manager that serves meanwhile.

    Args:
        port: Of that server, on this machine.
        refused: Targets that are answered with `403 Forbidden`.

    Attributes:
        told: Target and headers of each request, in their order.
    """

    def __init__(self, port: int, *, refused: frozenset[str] = frozenset()) -> None:
        self.told: list[tuple[str, dict[str, str]]] = []
        self.port_behind, self.refused = port, refused
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        """Where it was asked to connect to."""
        return [target for target, _ in self.told]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


class _Handler(socketserver.StreamRequestHandler):
    proxy: ConnectProxy

    def handle(self) -> None:
        method, target, _ = self.rfile.readline().decode().split(" ", 2)
        headers = {}
        while line := self.rfile.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        self.proxy.told.append((target, headers))
        if method != "CONNECT" or target in self.proxy.refused:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", self.proxy.port_behind)) as behind:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with suppress(OSError):
                self._pass_on(behind)

    def _pass_on(self, behind: socket.socket) -> None:
        other = {self.connection: behind, behind: self.connection}
        while True:
            for ready in select.select(list(other), [], [])[0]:
                part = ready.recv(65536)
                if not part:
                    return
                other[ready].sendall(part)
