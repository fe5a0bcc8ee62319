# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What runs in the server's and the gateway's namespace."""

import base64
import hashlib
import hmac
import os
import signal
import sys

from lab import GATEWAY4, GATEWAY6, SERVER4, SERVER6, call, folder, stop, wait_for

HERE = os.path.dirname(os.path.abspath(__file__))

USER, PASSWORD = 'alice', 'correct-horse-battery'
REALM = 'turn.test'
SECRET = 'sesame-of-the-rest-api'

TURN_PORT, TLS_PORT, WEB_PORT, PROXY_PORT = 3478, 5349, 443, 8080
FIRST_RELAY_PORT, LAST_RELAY_PORT = 50000, 50999

PASSWORDS = ['--lt-cred-mech', '--user', f'{USER}:{PASSWORD}']

# Each a machine of its own, with the last part of its addresses: what it is started with, and its
# certificate. Its names are NAME.test with both kinds of address, NAME4.test and NAME6.test.
HOSTS = {
    'one': (10, PASSWORDS, 'good'),
    'two': (11, PASSWORDS, 'good'),
    'secret': (12, ['--use-auth-secret', '--static-auth-secret', SECRET], 'good'),
    'quota': (13, [*PASSWORDS, '--user-quota', '1'], 'good'),
    'policy': (14, [*PASSWORDS, '--denied-peer-ip', '0.0.0.0-255.255.255.255',
                    '--denied-peer-ip', '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'], 'good'),
    'selfsigned': (15, PASSWORDS, 'self'),
    'wrongname': (16, PASSWORDS, 'wrong'),
    'outdated': (17, PASSWORDS, 'expired'),
    'open': (18, ['--no-auth'], 'good'),
    'hung': (19, PASSWORDS, 'good'),
    # Nothing listens at the first; there is no machine behind the second.
    'nobody': (20, None, None),
    'gone': (21, None, None),
    # A machine with two addresses, which answers RFC 5780, and the second of them.
    'double': (22, [*PASSWORDS, '--listening-ip', SERVER4.format(23), '--relay-ip',
                    SERVER4.format(23)], 'good'),
    'double2': (23, None, None),
}


def address(host, family=4):
    return (SERVER4 if family == 4 else SERVER6).format(HOSTS[host][0])


def minted(user):
    """The password that goes with a user name of the TURN REST API."""
    digest = hmac.new(SECRET.encode(), user.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def listeners(namespace):
    """What is listened at: pairs of a protocol and an address with its port."""
    lines = namespace.run('ss', '-Hltun').splitlines()
    return {(fields[0], fields[4]) for fields in map(str.split, lines)}


class Certificates:
    """A certificate authority, what it signs, and another one that a middlebox has."""

    NAMES = ''.join(f'dns_name = {host}{family}.test\n' for host in HOSTS for family in ('', 4, 6))
    SERVER = 'tls_www_server\nsigning_key\n'
    AUTHORITY = 'ca\ncert_signing_key\nexpiration_days = 30\n'
    TODAY = 'expiration_days = 20\n'
    LONG_AGO = ('activation_date = "2020-01-01 00:00:00"\n'
                'expiration_date = "2020-02-01 00:00:00"\n')

    def __init__(self):
        self.folder = folder()
        self._make('ca', f'cn = "Turnpike test CA"\n{self.AUTHORITY}')
        self._make('corporate', f'cn = "Corporate inspection"\n{self.AUTHORITY}')
        named = f'cn = turn.test\n{self.NAMES}{self.SERVER}'
        self._make('good', named + self.TODAY, 'ca')
        self._make('self', named + self.TODAY)
        self._make('expired', named + self.LONG_AGO, 'ca')
        self._make('inspected', named + self.TODAY, 'corporate')
        self._make('wrong', f'cn = other.test\ndns_name = other.test\n{self.SERVER}{self.TODAY}',
                   'ca')

    def file(self, name):
        return f'{self.folder}/{name}.pem'

    def key(self, name):
        return f'{self.folder}/{name}.key'

    def _make(self, name, template, signer=None):
        with open(f'{self.folder}/{name}.tmpl', 'w', encoding='utf-8') as file:
            file.write(template)
        call('certtool', '--generate-privkey', '--key-type=ecdsa', '--curve=secp256r1',
             '--outfile', self.key(name))
        how = ['--generate-self-signed'] if signer is None else [
            '--generate-certificate', '--load-ca-certificate', self.file(signer),
            '--load-ca-privkey', self.key(signer)]
        call('certtool', *how, '--load-privkey', self.key(name),
             '--template', f'{self.folder}/{name}.tmpl', '--outfile', self.file(name))


class Coturn:
    """A real turnserver at the addresses of one host."""

    def __init__(self, namespace, host, certificates, work):
        _number, flags, certificate = HOSTS[host]
        self.host = host
        self.log_file = f'{work}/{host}.log'
        self.killed = False
        addresses = [address(host, 4), address(host, 6)]
        argv = ['turnserver', '-n', '--no-cli', '--verbose', '--simple-log', '--log-file', 'stdout',
                '--listening-port', str(TURN_PORT), '--tls-listening-port', str(TLS_PORT),
                '--aux-server', f'{addresses[0]}:{WEB_PORT}',
                '--aux-server', f'[{addresses[1]}]:{WEB_PORT}',
                '--min-port', str(FIRST_RELAY_PORT), '--max-port', str(LAST_RELAY_PORT),
                '--realm', REALM, '--pidfile', f'{work}/{host}.pid',
                '--userdb', f'{work}/{host}.db',
                '--cert', certificates.file(certificate), '--pkey', certificates.key(certificate)]
        for one in addresses:
            argv += ['--listening-ip', one, '--relay-ip', one]
        self.process = namespace.start(*argv, *flags, log=self.log_file, cwd=work)
        self._namespace = namespace

    def wait_ready(self):
        wanted = {(protocol, f'{one}:{port}') for protocol in ('tcp', 'udp')
                  for one in (address(self.host, 4), f'[{address(self.host, 6)}]')
                  for port in (TURN_PORT, TLS_PORT, WEB_PORT)}

        def is_ready():
            if self.process.poll() is not None:
                raise RuntimeError(self.log())
            return wanted <= listeners(self._namespace)
        wait_for(is_ready, 20, f'turnserver {self.host} listens')

    def log(self):
        with open(self.log_file, encoding='utf-8', errors='replace') as file:
            return file.read()

    def count(self):
        """Its own book-keeping: how many allocations were made, and how many of them are gone."""
        log = self.log()
        return log.count(': new, realm=<'), log.count(': delete: realm=<')

    def kill(self):
        self.killed = True
        stop(self.process)

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)


def block_relays(network, hosts):
    """No data gets to a relay any more, not even from another one of the same server."""
    network.server.firewall(
        'add table inet own\n'
        'add chain inet own input { type filter hook input priority 0; policy accept; }\n' +
        ''.join(f'add rule inet own input {kind} daddr {address(host, family)} '
                f'udp dport {FIRST_RELAY_PORT}-{LAST_RELAY_PORT} counter drop\n'
                for host in hosts for kind, family in (('ip', 4), ('ip6', 6))))


def start_dns(network, work):
    """A real dnsmasq at the gateway. Names that it asks others for get no good answer."""
    upstream = {'servfail.test': 5301, 'silent.test': 5302, 'slow.test': 5303}
    argv = ['dnsmasq', '--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts',
            '--user=root', '--pid-file=', '--bind-interfaces', '--cache-size=0', '--local=/test/',
            f'--listen-address={GATEWAY4}', f'--listen-address={GATEWAY6}',
            # One of two machines is not there.
            f'--host-record=half.test,{address("one")}',
            f'--host-record=half.test,{address("gone")}']
    for host in HOSTS:
        four, six = address(host, 4), address(host, 6)
        argv += [f'--host-record={host}.test,{four},{six}', f'--host-record={host}4.test,{four}',
                 f'--host-record={host}6.test,{six}']
    for name, port in upstream.items():
        argv += [f'--server=/{name}/127.0.0.1#{port}']
    network.gateway.start(sys.executable, f'{HERE}/dns-upstream.py', address('one'),
                          *map(str, upstream.values()), log=f'{work}/dns-upstream.log')
    network.gateway.start(*argv, log=f'{work}/dnsmasq.log')

    wanted = {('udp', f'127.0.0.1:{port}') for port in upstream.values()} | {
        ('udp', f'{GATEWAY4}:53'), ('udp', f'[{GATEWAY6}]:53')}
    wait_for(lambda: wanted <= listeners(network.gateway), 20, 'dnsmasq listens')


def start_translation(network, rule):
    """The gateway shows servers its own address."""
    network.gateway.firewall(
        'add table ip translation\n'
        'add chain ip translation leave '
        '{ type nat hook postrouting priority srcnat; }\n'
        f'add rule ip translation leave oifname eth1 {rule}\n')


def start_proxy(network, work):
    """A real tinyproxy at the gateway, which connects to two ports only."""
    configuration = f'{work}/tinyproxy.conf'
    with open(configuration, 'w', encoding='utf-8') as file:
        file.write(f'Port {PROXY_PORT}\nListen {GATEWAY4}\nTimeout 60\nMaxClients 50\n'
                   f'Allow 0.0.0.0/0\nDisableViaHeader Yes\n'
                   f'ConnectPort {WEB_PORT}\nConnectPort {TLS_PORT}\n')
    # It looks names up where the client does.
    network.gateway.etc('resolv.conf', f'nameserver {GATEWAY4}\n')
    network.gateway.etc('nsswitch.conf', 'hosts: files dns\n')
    network.gateway.start('tinyproxy', '-d', '-c', configuration, log=f'{work}/tinyproxy.log')
    wait_for(lambda: ('tcp', f'{GATEWAY4}:{PROXY_PORT}') in listeners(network.gateway), 20,
             'tinyproxy listens')


def start_inspection(network, certificates, work):
    """A middlebox that opens TLS on port 443, and signs again with an authority of its own."""
    network.gateway.firewall(
        'add table inet inspection\n'
        'add chain inet inspection takeover '
        '{ type nat hook prerouting priority dstnat; }\n'
        f'add rule inet inspection takeover iifname eth0 tcp dport {WEB_PORT} redirect to :8443\n')
    network.gateway.start(sys.executable, f'{HERE}/middlebox.py', '8443',
                          certificates.file('inspected'), certificates.key('inspected'),
                          log=f'{work}/middlebox.log')
    wait_for(lambda: ('tcp', '*:8443') in listeners(network.gateway), 20, 'middlebox listens')
