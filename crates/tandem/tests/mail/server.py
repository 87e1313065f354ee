"""A mail server for tests: aiosmtpd on a free port, with TLS, sign-in and failures as asked.

usage: server.py FOLDER none|starttls|tls [CERTIFICATE KEY] [USER PASSWORD] [FAILURES]

Every mail that is taken is a file in FOLDER, numbered from 0. The first FAILURES mails are answered
with 451. The port is printed once the server listens.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Keep:
    def __init__(self, folder, failures):
        self.folder = pathlib.Path(folder)
        self.failures = failures
        self.taken = 0

    async def handle_DATA(self, server, session, envelope):
        if self.failures > 0:
            self.failures -= 1
            return "451 4.3.0 come back later, duty@office.example"
        part = self.folder / f"{self.taken}.part"
        part.write_bytes(envelope.content)
        part.rename(self.folder / f"{self.taken}.eml")
        self.taken += 1
        return "250 OK"


def main():
    folder, security = sys.argv[1:3]
    certificate, key, user, password, failures = (sys.argv[3:] + ["", "", "", "", "0"])[:5]
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    options = {}
    if user:
        def signed_in(server, session, envelope, mechanism, data):
            good = isinstance(data, LoginPassword) and (
                data.login.decode(), data.password.decode()
            ) == (user, password)
            return AuthResult(success=good, handled=False)

        options = {"authenticator": signed_in, "auth_required": True}
        options["auth_require_tls"] = security == "starttls"
    if security == "starttls":
        options["tls_context"] = context
        options["require_starttls"] = True
    keep = Keep(folder, int(failures or 0))

    async def serve():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(keep, hostname="localhost", **options),
            host="127.0.0.1",
            port=0,
            ssl=context if security == "tls" else None,
        )
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    asyncio.run(serve())


main()
