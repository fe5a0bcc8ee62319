# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What a check must say on which network. A row is one target:

    host  transport  family  state  stage  code

The host is one of servers.HOSTS, with 4 or 6 behind it when its name has one kind of address only,
or a literal address. A case is one run of `turnpikectl check` over the URLs of its rows.
"""

from dataclasses import dataclass

from servers import PASSWORD, USER, minted

# How a transport is written, and what the program calls it in its sentences.
URLS = {
    'udp': ('turn:{}:3478?transport=udp', 'UDP'),
    'tcp': ('turn:{}:3478?transport=tcp', 'TCP'),
    'tcp443': ('turn:{}:443?transport=tcp', 'TCP'),
    'tls': ('turns:{}:5349?transport=tcp', 'TLS'),
    'tls443': ('turns:{}:443?transport=tcp', 'TLS'),
    'dtls': ('turns:{}:5349?transport=udp', 'DTLS'),
    'stun': ('stun:{}:3478', 'UDP'),
    'stuns': ('stuns:{}:5349', 'TLS'),
}

# What to do, by code: the part of the sentence that names who can do it.
ADVICE = {
    'ok': 'Nothing to do.',
    'dns-not-found': 'Check the spelling of the name.',
    'dns-failed': 'ask the network’s administrator about the DNS server',
    'dns-timeout': 'ask the network’s administrator about the DNS server',
    'refused': 'ask the server’s operator whether the relay service is running and listens for '
               '{wire} there',
    'unreachable': 'ask the network’s administrator to let {wire} port {port} to {host} through',
    'timeout': 'ask the network’s administrator to let {wire} port {port} to {host} through',
    'no-reply': 'ask the network’s administrator to let {wire} port {port} to {host} through, both '
                'ways',
    'closed': 'Ask the server’s operator which service listens at port {port}',
    'tls-untrusted': 'Ask the server’s operator for a certificate of a public authority with its '
                     'whole chain',
    'tls-name-mismatch': 'ask the server’s operator for a certificate for {host}',
    'tls-expired': 'Ask the server’s operator to renew the certificate',
    'bad-credentials': 'Type the user name and the password again',
    'credentials-expired': 'Get a new user name and password from the service that made them',
    'proxy-refused': 'Ask the network’s administrator to allow CONNECT to {host} port {port}.',
    'proxy-failed': 'Check which proxy is set',
    'quota-reached': 'End other calls of this user',
    'peer-forbidden': 'ask its operator to permit its own relay addresses as peers',
    'relay-silent': 'Ask the server’s operator to open the relay’s own UDP port range',
    'open-relay': 'ask the server’s operator to require credentials',
    'no-network': 'Connect to a network, then check again.',
}

INTERCEPTION = 'A firewall on the way may be opening encrypted connections (TLS inspection)'
BLOCKED_UDP = 'This network blocks UDP: ask its administrator to let UDP to '
BLOCKED_TCP = 'This network blocks TCP to the relays: ask its administrator to let TCP to '
BLOCKED_443 = 'Encrypted connections to a relay on port 443 are cut'
DEAD = 'An address of {} does not answer, though another does'
BLOCKED_IPV6 = 'IPv6 does not get through to the servers'

EVERY_WAY = 'Calls will work, over UDP, TCP and TLS.'
UDP_TCP = 'Calls will work, over UDP and TCP.'
UDP = 'Calls will work, over UDP.'
UDP_ONLY = 'Calls will work, over UDP only.'
TCP_TLS = 'Calls will work, over TCP and TLS, but not over UDP.'
ONLY_STUN = 'The STUN servers answer; there is no relay in the list to try.'
RELAY_NEEDED = 'STUN alone will often not be enough on this network'
NO_SERVER = 'Calls will not work: no server can be reached from here.'
NO_NETWORK = 'This computer has no network connection, so nothing could be tried.'
NO_NAMES = 'Calls will not work: the names of the servers can not be looked up.'
BAD_LOGIN = 'Calls will not work: the servers answer, but refuse the user name or password.'
BAD_CERTS = 'Calls will not work: the certificates of the servers are not in order.'
NO_DATA = 'Calls will not work: the servers answer, but no data gets through them.'
NO_CALLS = 'Calls will not work with these servers.'


@dataclass
class Case:
    name: str
    rows: str
    verdict: str            # its state
    facts: str              # udp tcp tls_443 ipv4 ipv6
    headline: str
    first_advice: str = ''  # of the verdict; without one, that of the first row that is not well
    exit: int = 0
    user: str | None = USER
    password: str = PASSWORD
    authority: str | None = 'ca'
    proxy: str | None = None
    # What several results make one suspect; and what they tell of a translator: its mapping, its
    # filtering, and how that was found out. Without, there is none where a server answered over UDP.
    remarks: str = ''
    nat: str | None = None
    # What happens meanwhile, of events.HAPPEN, and to which host.
    event: tuple | None = None
    # A row's sentences where they are not the code's: code → part of it.
    advice: dict | None = None
    summary: dict | None = None

    def split_rows(self):
        return [line.split() for line in self.rows.strip().splitlines()]


@dataclass
class Lab:
    """A network, the hosts on it, and the cases that are tried on it side by side."""
    name: str
    hosts: str
    cases: list
    client4: bool = True
    client6: bool = True
    linked: bool = True
    rules: tuple = ()             # of the firewall between client and server
    relays_blocked: bool = False  # by the server's own firewall
    in_turn: bool = False         # the cases, rather than side by side
    inspected: bool = False
    proxied: bool = False
    translation: str = ''         # how the gateway hides the client's address
    holder: str | None = None     # a host at which somebody else uses up the quota


TO_WEB = 'tcp dport 443'
DIALLED = ('udp dport 3478 counter drop', 'tcp dport 3478 counter drop')
NOBODY_THERE = ('ip daddr 192.0.2.21 drop', 'ip6 daddr 2001:db8:5::21 drop')
STUN_IN_THE_CLEAR = 'tcp dport 443 @ih,0,16 0x0003 drop'

OPEN = Lab('open', 'one two', rules=NOBODY_THERE, cases=[
    Case('every transport', '''
        one  udp     ipv4  passed  data     ok
        one  udp     ipv6  passed  data     ok
        one  tcp     ipv4  passed  data     ok
        one  tcp     ipv6  passed  data     ok
        one  tls443  ipv4  passed  data     ok
        one  tls443  ipv6  passed  data     ok
        one  tls     ipv4  passed  data     ok
        one  tls     ipv6  passed  data     ok
        one  dtls    ipv4  passed  data     ok
        one  dtls    ipv6  passed  data     ok
        one  tcp443  ipv4  passed  data     ok
        one  tcp443  ipv6  passed  data     ok
        one  stun    ipv4  passed  binding  ok
        one  stun    ipv6  passed  binding  ok
        one  stuns   ipv4  passed  binding  ok
        one  stuns   ipv6  passed  binding  ok
        ''', 'passed', 'works works works works works', EVERY_WAY),
    Case('wrong password', '''
        one4  udp     ipv4  failed  allocate  bad-credentials
        one4  tcp     ipv4  failed  allocate  bad-credentials
        one4  tls443  ipv4  failed  allocate  bad-credentials
        one4  dtls    ipv4  failed  allocate  bad-credentials
        one6  udp     ipv6  failed  allocate  bad-credentials
        ''', 'failed', 'works works works works works', BAD_LOGIN, exit=1, password='wr0ng'),
    Case('unknown user', '''
        one4  udp  ipv4  failed  allocate  bad-credentials
        one4  tcp  ipv4  failed  allocate  bad-credentials
        ''', 'failed', 'works works unknown works unknown', BAD_LOGIN, exit=1, user='mallory'),
    Case('no credential', '''
        one4  udp     ipv4  failed  allocate  bad-credentials
        one4  tls443  ipv4  failed  allocate  bad-credentials
        ''', 'failed', 'works works works works unknown', BAD_LOGIN, exit=1, user=None,
         advice={'bad-credentials': 'Enter the user name and password of this server'}),
    Case('authority not trusted', '''
        one4  udp     ipv4  passed  data  ok
        one4  tls443  ipv4  failed  tls   tls-untrusted
        two4  tls443  ipv4  failed  tls   tls-untrusted
        ''', 'degraded', 'works unknown unknown works unknown', UDP_ONLY, INTERCEPTION, exit=1,
         authority=None, remarks='tls-interception'),
])

SELF_SIGNED = {'tls-untrusted': 'If the server is meant to vouch for itself, choose its certificate'}

REFUSING = Lab('refusing', 'secret policy open selfsigned wrongname outdated nobody hung', [
    Case('expired credential', '''
        secret4  udp     ipv4  failed  allocate  credentials-expired
        secret4  tcp     ipv4  failed  allocate  credentials-expired
        secret4  tls443  ipv4  failed  allocate  credentials-expired
        ''', 'failed', 'works works works works unknown',
         'Calls will not work: the user names for the servers have expired.', exit=1,
         user='1500000000:alice', password=minted('1500000000:alice')),
    Case('minted credential', '''
        secret4  udp     ipv4  passed  data  ok
        secret4  tcp     ipv4  passed  data  ok
        secret4  tls443  ipv4  passed  data  ok
        ''', 'passed', 'works works works works unknown', EVERY_WAY,
         user='2000000000:alice', password=minted('2000000000:alice')),
    Case('forbidden peer', '''
        policy4  udp     ipv4  degraded  permission  peer-forbidden
        policy4  tcp     ipv4  degraded  permission  peer-forbidden
        policy4  tls443  ipv4  degraded  permission  peer-forbidden
        ''', 'degraded', 'works works works works unknown', EVERY_WAY),
    Case('open relay', '''
        open4  udp     ipv4  degraded  data  open-relay
        open4  tls443  ipv4  degraded  data  open-relay
        ''', 'degraded', 'works works works works unknown', 'Calls will work, over UDP and TLS.',
         user=None),
    Case('certificates', '''
        selfsigned4  tls443  ipv4  failed  tls  tls-untrusted
        selfsigned4  tls     ipv4  failed  tls  tls-untrusted
        selfsigned4  dtls    ipv4  failed  tls  tls-untrusted
        wrongname4   tls443  ipv4  failed  tls  tls-name-mismatch
        wrongname4   stuns   ipv4  failed  tls  tls-name-mismatch
        outdated4    tls443  ipv4  failed  tls  tls-expired
        outdated4    dtls    ipv4  failed  tls  tls-expired
        ''', 'failed', 'unknown unknown unknown unknown unknown', BAD_CERTS, exit=1,
         advice=SELF_SIGNED),
    Case('certificate beside other ways', '''
        selfsigned4  udp     ipv4  passed  data  ok
        selfsigned4  tcp     ipv4  passed  data  ok
        selfsigned4  tls443  ipv4  failed  tls   tls-untrusted
        ''', 'degraded', 'works works unknown works unknown', UDP_TCP, exit=1, advice=SELF_SIGNED),
    Case('nobody listens', '''
        nobody4  udp     ipv4  failed  challenge  refused
        nobody4  tcp     ipv4  failed  connect    refused
        nobody4  tls443  ipv4  failed  connect    refused
        nobody4  stun    ipv4  failed  binding    refused
        nobody6  udp     ipv6  failed  challenge  refused
        nobody6  tcp     ipv6  failed  connect    refused
        ''', 'failed', 'unknown unknown unknown unknown unknown', NO_SERVER, exit=1),
    Case('server hangs', '''
        hung4  udp     ipv4  failed  challenge  no-reply
        hung4  tcp     ipv4  failed  challenge  no-reply
        hung4  tls443  ipv4  failed  tls        no-reply
        ''', 'failed', 'unknown unknown unknown unknown unknown', NO_SERVER, exit=1),
])

QUOTA = Lab('quota', 'quota', holder='quota', cases=[
    Case('quota used up', '''
        quota4  udp     ipv4  failed  allocate  quota-reached
        quota4  tcp     ipv4  failed  allocate  quota-reached
        quota4  tls443  ipv4  failed  allocate  quota-reached
        ''', 'failed', 'works works works works unknown', NO_CALLS, exit=1),
])

NAMES = Lab('names', 'one', rules=NOBODY_THERE, cases=[
    Case('not found', '''
        nowhere  udp     -  failed  resolve  dns-not-found
        nowhere  tls443  -  failed  resolve  dns-not-found
        ''', 'failed', 'unknown unknown unknown unknown unknown', NO_NAMES, exit=1),
    Case('server failure', '''
        servfail  udp  -  failed  resolve  dns-failed
        servfail  tcp  -  failed  resolve  dns-failed
        ''', 'failed', 'unknown unknown unknown unknown unknown', NO_NAMES, exit=1),
    Case('no answer', '''
        silent  udp  -  failed  resolve  dns-timeout
        silent  tcp  -  failed  resolve  dns-timeout
        ''', 'failed', 'unknown unknown unknown unknown unknown', NO_NAMES, exit=1),
    Case('slow answer', '''
        slow  udp  ipv4  passed  data  ok
        slow  tcp  ipv4  passed  data  ok
        ''', 'passed', 'works works unknown works unknown', UDP_TCP),
    Case('one name beside another', '''
        nowhere  udp  -     failed  resolve  dns-not-found
        one4     udp  ipv4  passed  data     ok
        ''', 'degraded', 'works unknown unknown works unknown', UDP, exit=1),
    Case('one dead address of two', '''
        half  udp  192.0.2.10  passed  data       ok
        half  udp  192.0.2.21  failed  challenge  no-reply
        half  tcp  192.0.2.10  passed  data       ok
        half  tcp  192.0.2.21  failed  connect    timeout
        ''', 'degraded', 'works works unknown works unknown', UDP_TCP,
         DEAD.format('half.test'), exit=1),
])

UDP_DROPPED = Lab('udp-dropped', 'one two', rules=('meta l4proto udp drop',), cases=[
    Case('two hosts', '''
        one4  udp     ipv4  failed  challenge  no-reply
        two4  udp     ipv4  failed  challenge  no-reply
        one4  tcp     ipv4  passed  data       ok
        one4  tls443  ipv4  passed  data       ok
        two4  tls443  ipv4  passed  data       ok
        ''', 'degraded', 'blocked works works works unknown', TCP_TLS, BLOCKED_UDP, exit=1),
    Case('both families', '''
        one  udp     ipv4  failed  challenge  no-reply
        one  udp     ipv6  failed  challenge  no-reply
        one  dtls    ipv4  failed  tls        no-reply
        one  dtls    ipv6  failed  tls        no-reply
        one  stun    ipv4  failed  binding    no-reply
        one  stun    ipv6  failed  binding    no-reply
        two  udp     ipv4  failed  challenge  no-reply
        two  udp     ipv6  failed  challenge  no-reply
        two  tls443  ipv4  passed  data       ok
        two  tls443  ipv6  passed  data       ok
        ''', 'degraded', 'blocked works works works works',
         'Calls will work, over TLS on port 443 only.', BLOCKED_UDP, exit=1),
    Case('one host only', '''
        one4  udp     ipv4  failed  challenge  no-reply
        one4  tls443  ipv4  passed  data       ok
        ''', 'degraded', 'unknown works works works unknown',
         'Calls will work, over TLS on port 443 only.', exit=1),
    # Two names of one machine are no control group.
    Case('one machine with two names', '''
        one4        udp  ipv4  failed  challenge  no-reply
        192.0.2.10  udp  ipv4  failed  challenge  no-reply
        one4        tcp  ipv4  passed  data       ok
        ''', 'degraded', 'unknown works unknown works unknown', 'Calls will work, over TCP only.',
         exit=1),
    Case('wrong password there', '''
        one4  udp     ipv4  failed  challenge  no-reply
        two4  udp     ipv4  failed  challenge  no-reply
        one4  tcp     ipv4  failed  allocate   bad-credentials
        two4  tls443  ipv4  failed  allocate   bad-credentials
        ''', 'failed', 'blocked works works works unknown', NO_CALLS, BLOCKED_UDP, exit=1,
         password='wr0ng'),
])

UDP_REJECTED = Lab('udp-rejected', 'one two', rules=('meta l4proto udp reject',), cases=[
    Case('two hosts', '''
        one4  udp   ipv4  failed  challenge  refused
        two4  udp   ipv4  failed  challenge  refused
        one4  tcp   ipv4  passed  data       ok
        two4  tcp   ipv4  passed  data       ok
        two4  tls   ipv4  passed  data       ok
        ''', 'degraded', 'blocked works unknown works unknown', TCP_TLS, BLOCKED_UDP, exit=1),
    # It may well be the server that has no UDP.
    Case('one host only', '''
        one4  udp  ipv4  failed  challenge  refused
        one4  tcp  ipv4  passed  data       ok
        ''', 'degraded', 'unknown works unknown works unknown', 'Calls will work, over TCP only.',
         exit=1),
])

UDP_PROHIBITED = Lab('udp-prohibited', 'one two', cases=[
    Case('two hosts', '''
        one4  udp     ipv4  failed  challenge  unreachable
        two4  udp     ipv4  failed  challenge  unreachable
        one6  udp     ipv6  failed  challenge  unreachable
        one4  tls443  ipv4  passed  data       ok
        two4  tcp     ipv4  passed  data       ok
        ''', 'degraded', 'blocked works works works unknown', TCP_TLS, BLOCKED_UDP, exit=1),
], rules=('meta l4proto udp reject with icmpx admin-prohibited',))

WEB_ONLY = Lab('web-only', 'one two', rules=(f'{TO_WEB} accept', 'iifname eth0 drop'), cases=[
    Case('two hosts', '''
        one4  udp     ipv4  failed  challenge  no-reply
        two4  udp     ipv4  failed  challenge  no-reply
        one4  tcp     ipv4  failed  connect    timeout
        one4  tls     ipv4  failed  connect    timeout
        two4  dtls    ipv4  failed  tls        no-reply
        one4  tcp443  ipv4  passed  data       ok
        one4  tls443  ipv4  passed  data       ok
        two4  tls443  ipv4  passed  data       ok
        ''', 'degraded', 'blocked works works works unknown', TCP_TLS, BLOCKED_UDP, exit=1),
    Case('the usual list', '''
        one  udp     ipv4  failed  challenge  no-reply
        one  udp     ipv6  failed  challenge  no-reply
        one  tcp     ipv4  failed  connect    timeout
        one  tcp     ipv6  failed  connect    timeout
        one  tls443  ipv4  passed  data       ok
        one  tls443  ipv6  passed  data       ok
        ''', 'degraded', 'unknown works works works works',
         'Calls will work, over TLS on port 443 only.', exit=1),
])

TLS_ONLY = Lab('tls-only', 'one two', cases=[
    Case('two hosts', '''
        one4  udp     ipv4  failed  challenge  no-reply
        two4  udp     ipv4  failed  challenge  no-reply
        one4  tcp     ipv4  failed  connect    timeout
        one4  tcp443  ipv4  failed  challenge  no-reply
        two4  tcp443  ipv4  failed  challenge  no-reply
        one4  tls443  ipv4  passed  data       ok
        two4  tls443  ipv4  passed  data       ok
        ''', 'degraded', 'blocked works works works unknown',
         'Calls will work, over TLS on port 443 only.', BLOCKED_UDP, exit=1),
], rules=(STUN_IN_THE_CLEAR, f'{TO_WEB} accept', 'iifname eth0 drop'))

TCP_DROPPED = Lab('tcp-dropped', 'one two', rules=('meta l4proto tcp drop',), cases=[
    Case('two hosts', '''
        one4  udp     ipv4  passed  data     ok
        two4  udp     ipv4  passed  data     ok
        two4  dtls    ipv4  passed  data     ok
        one4  tcp     ipv4  failed  connect  timeout
        two4  tcp     ipv4  failed  connect  timeout
        one4  tls443  ipv4  failed  connect  timeout
        ''', 'degraded', 'works blocked blocked works unknown', UDP_ONLY, BLOCKED_TCP, exit=1),
])

TCP_RESET = Lab('tcp-reset', 'one two', cases=[
    # A relay without TCP is common, so a refusal tells nothing of the network.
    Case('two hosts', '''
        one4  udp     ipv4  passed  data     ok
        two4  udp     ipv4  passed  data     ok
        one4  tcp     ipv4  failed  connect  refused
        two4  tcp     ipv4  failed  connect  refused
        ''', 'degraded', 'works unknown unknown works unknown', UDP_ONLY, exit=1),
], rules=('meta l4proto tcp reject with tcp reset',))

PROXY_ONLY = Lab('proxy-only', 'one two', proxied=True, cases=[
    Case('through the proxy', '''
        one4  udp     ipv4  failed  challenge  unreachable
        one4  tcp443  -     passed  data       ok
        one4  tls443  -     passed  data       ok
        two4  tls     -     passed  data       ok
        ''', 'degraded', 'unknown works works unknown unknown', TCP_TLS, exit=1,
         proxy='http://{gateway}:8080'),
    Case('port that the proxy forbids', '''
        one4  tcp     -  failed  proxy  proxy-refused
        one4  tls443  -  passed  data   ok
        ''', 'degraded', 'unknown works works unknown unknown',
         'Calls will work, over TLS on port 443 only.', exit=1, proxy='http://{gateway}:8080'),
    Case('no proxy there', '''
        one4  tls443  -  failed  connect  proxy-failed
        ''', 'failed', 'unknown unknown unknown unknown unknown', NO_CALLS, exit=1,
         proxy='http://{gateway}:8081'),
], rules=('iifname eth0 reject with icmpx admin-prohibited',))

# A network of its own: gateways send only so many refusals a second.
NO_WAY_OUT = Lab('no-way-out', 'one two', cases=[
    Case('direct', '''
        one4  udp     ipv4  failed  challenge  unreachable
        two4  udp     ipv4  failed  challenge  unreachable
        one4  tcp     ipv4  failed  connect    unreachable
        one4  tls443  ipv4  failed  connect    unreachable
        two4  tls443  ipv4  failed  connect    unreachable
        ''', 'failed', 'unknown unknown unknown unknown unknown', NO_SERVER, exit=1),
], rules=('iifname eth0 reject with icmpx admin-prohibited',))

# A router that is kind to calls, and one that is not. The second server has two addresses.
TRANSLATED = Lab('translated', 'one two', translation='masquerade', cases=[
    Case('two hosts', '''
        one4  udp   ipv4  passed  data     ok
        two4  stun  ipv4  passed  binding  ok
        ''', 'passed', 'works unknown unknown works unknown', UDP,
         nat='endpoint-independent unknown comparison'),
    Case('one host only', '''
        one4  udp  ipv4  passed  data  ok
        ''', 'passed', 'works unknown unknown works unknown', UDP,
         nat='unknown unknown comparison'),
])

SYMMETRIC = Lab('symmetric', 'one two double double2', translation='masquerade fully-random', cases=[
    Case('two hosts', '''
        one4  udp  ipv4  passed  data  ok
        two4  udp  ipv4  passed  data  ok
        ''', 'passed', 'works unknown unknown works unknown', UDP,
         nat='endpoint-dependent unknown comparison'),
    Case('STUN only', '''
        one4  stun  ipv4  passed  binding  ok
        two4  stun  ipv4  passed  binding  ok
        ''', 'passed', 'works unknown unknown works unknown', ONLY_STUN, RELAY_NEEDED,
         nat='endpoint-dependent unknown comparison', remarks='relay-needed'),
    Case('server that tells more', '''
        double4  udp  ipv4  passed  data  ok
        ''', 'passed', 'works unknown unknown works unknown', UDP,
         nat='address-and-port-dependent address-and-port-dependent rfc5780'),
])

# Without a translator and a firewall, an answer from anywhere comes in.
TWO_ADDRESSES = Lab('two-addresses', 'double double2', cases=[
    Case('nothing on the way', '''
        double4  stun  ipv4  passed  binding  ok
        ''', 'passed', 'works unknown unknown works unknown', ONLY_STUN,
         nat='none endpoint-independent rfc5780'),
])

# What a firewall without a translator lets in: only who was asked.
STATEFUL = Lab('stateful', 'double double2', cases=[
    Case('server that tells more', '''
        double4  stun  ipv4  passed  binding  ok
        ''', 'passed', 'works unknown unknown works unknown', ONLY_STUN,
         nat='none address-and-port-dependent rfc5780'),
], rules=('iifname eth0 accept', 'ct state established,related accept', 'drop'))

INSPECTED = Lab('inspected', 'one two', inspected=True, cases=[
    Case('other authority', '''
        one4  udp     ipv4  passed  data  ok
        one4  tls     ipv4  passed  data  ok
        one4  tls443  ipv4  failed  tls   tls-untrusted
        two4  tls443  ipv4  failed  tls   tls-untrusted
        ''', 'degraded', 'works works unknown works unknown', 'Calls will work, over UDP and TLS.',
         INTERCEPTION, exit=1, remarks='tls-interception',
         advice={'tls-untrusted': 'a firewall may be opening encrypted connections'}),
    # Another port of the same machine shows who really signs for it.
    Case('one host', '''
        one4  tls     ipv4  passed  data  ok
        one4  tls443  ipv4  failed  tls   tls-untrusted
        ''', 'degraded', 'unknown works unknown works unknown', 'Calls will work, over TLS.',
         INTERCEPTION, exit=1, remarks='tls-interception'),
    Case('authority trusted', '''
        one4  tls443  ipv4  passed  data  ok
        two6  tls443  ipv6  passed  data  ok
        ''', 'passed', 'unknown works works works works',
         'Calls will work, over TLS on port 443.', authority='corporate'),
])

IPV6_ONLY = Lab('ipv6-only', 'one two', client4=False, cases=[
    Case('servers with both', '''
        one  udp     ipv6  passed  data  ok
        one  tcp     ipv6  passed  data  ok
        one  tls443  ipv6  passed  data  ok
        ''', 'passed', 'works works works absent works', EVERY_WAY),
    Case('literal IPv4', '''
        192.0.2.10  udp  ipv4  untested  connect  unreachable
        192.0.2.10  tcp  ipv4  untested  connect  unreachable
        two6        udp  ipv6  passed    data     ok
        ''', 'passed', 'works unknown unknown absent works', UDP,
         advice={'unreachable': 'Nothing to do, as long as another address of the server works.'}),
    Case('name with IPv4 only', '''
        one4  udp  -     failed  resolve  dns-not-found
        two6  udp  ipv6  passed  data     ok
        ''', 'degraded', 'works unknown unknown absent works', UDP, exit=1,
         summary={'dns-not-found': 'There is no server called one4.test, or none with an IPv6 '
                                   'address, which is the only kind that this network has.'}),
])

IPV4_ONLY = Lab('ipv4-only', 'one', client6=False, cases=[
    Case('servers with both', '''
        one  udp     ipv4  passed  data  ok
        one  tcp     ipv4  passed  data  ok
        one  tls443  ipv4  passed  data  ok
        ''', 'passed', 'works works works works absent', EVERY_WAY),
    Case('literal IPv6', '''
        [2001:db8:5::10]  udp  ipv6  untested  connect  unreachable
        [2001:db8:5::10]  tcp  ipv6  untested  connect  unreachable
        one4              udp  ipv4  passed    data     ok
        ''', 'passed', 'works unknown unknown works absent', UDP,
         advice={'unreachable': 'Nothing to do, as long as another address of the server works.'}),
    Case('name with IPv6 only', '''
        one6  udp  -     failed  resolve  dns-not-found
        one4  udp  ipv4  passed  data     ok
        ''', 'degraded', 'works unknown unknown works absent', UDP, exit=1,
         summary={'dns-not-found': 'There is no server called one6.test, or none with an IPv4 '
                                   'address, which is the only kind that this network has.'}),
])

IPV6_DROPPED = Lab('ipv6-dropped', 'one two', rules=('meta nfproto ipv6 drop',), cases=[
    Case('two hosts', '''
        one  udp     ipv4  passed  data       ok
        one  udp     ipv6  failed  challenge  no-reply
        two  tcp     ipv4  passed  data       ok
        two  tcp     ipv6  failed  connect    timeout
        two  tls443  ipv4  passed  data       ok
        two  tls443  ipv6  failed  connect    timeout
        ''', 'degraded', 'works works works works blocked', EVERY_WAY, BLOCKED_IPV6, exit=1),
    Case('one host only', '''
        one  udp  ipv4  passed  data       ok
        one  udp  ipv6  failed  challenge  no-reply
        ''', 'degraded', 'works unknown unknown works unknown', UDP, DEAD.format('one.test'),
         exit=1),
])

# Linux does not tell a UDP socket that there is no route beyond the first gateway.
IPV6_REJECTED = Lab('ipv6-rejected', 'one two', cases=[
    Case('two hosts', '''
        one  udp     ipv4  passed  data       ok
        one  udp     ipv6  failed  challenge  no-reply
        two  tls443  ipv4  passed  data       ok
        two  tls443  ipv6  failed  connect    unreachable
        ''', 'degraded', 'works works works works blocked', 'Calls will work, over UDP and TLS.',
         BLOCKED_IPV6, exit=1),
], rules=('meta nfproto ipv6 reject with icmpv6 no-route',))

NOTHING = Lab('no-network', 'one', linked=False, cases=[
    Case('literals', '''
        192.0.2.10        udp     ipv4  untested  connect  no-network
        192.0.2.10        tcp     ipv4  untested  connect  no-network
        192.0.2.10        stun    ipv4  untested  connect  no-network
        [2001:db8:5::10]  udp     ipv6  untested  connect  no-network
        ''', 'untested', 'unknown unknown unknown absent absent', NO_NETWORK, exit=3),
    Case('names', '''
        one  udp     -  untested  resolve  no-network
        one  tcp     -  untested  resolve  no-network
        one  tls443  -  untested  resolve  no-network
        ''', 'untested', 'unknown unknown unknown absent absent', NO_NETWORK, exit=3),
])

RELAY_BLOCKED = Lab('relay-blocked', 'one', relays_blocked=True, cases=[
    Case('every transport', '''
        one4  udp     ipv4  failed  data  relay-silent
        one4  tcp     ipv4  failed  data  relay-silent
        one4  tls443  ipv4  failed  data  relay-silent
        one6  udp     ipv6  failed  data  relay-silent
        ''', 'failed', 'works works works works works', NO_DATA, exit=1),
    Case('STUN still works', '''
        one4  stun  ipv4  passed  binding  ok
        one4  udp   ipv4  failed  data     relay-silent
        ''', 'degraded', 'works unknown unknown works unknown',
         'Calls that need a relay will not work: only STUN answers.', exit=1),
])

# While data is waited for, each case's own server dies.
DYING = Lab('dying', 'one two secret', relays_blocked=True, cases=[
    Case('over UDP', '''
        one4  udp  ipv4  failed  data  refused
        ''', 'failed', 'works unknown unknown works unknown', NO_SERVER, exit=1,
         event=('kill', 'one'), nat='unknown unknown comparison'),
    Case('over TCP', '''
        two4  tcp  ipv4  failed  data  closed
        ''', 'failed', 'unknown works unknown works unknown', NO_CALLS, exit=1,
         event=('kill', 'two')),
    Case('over TLS', '''
        secret4  tls443  ipv4  failed  data  closed
        ''', 'failed', 'unknown works works works unknown', NO_CALLS, exit=1,
         user='2000000000:alice', password=minted('2000000000:alice'), event=('kill', 'secret')),
])

# The network itself goes away, and comes back.
LEAVING = Lab('leaving', 'one', in_turn=True, rules=DIALLED, cases=[
    Case('cable pulled', '''
        one4  udp  ipv4  untested  challenge  no-network
        one4  tcp  ipv4  untested  connect    no-network
        ''', 'untested', 'unknown unknown unknown absent unknown', NO_NETWORK, exit=3,
         event=('unplug', None)),
    Case('cable back', '''
        one4  udp  ipv4  passed  data  ok
        one4  tcp  ipv4  passed  data  ok
        ''', 'passed', 'works works unknown works unknown', UDP_TCP),
])

ROAMING = Lab('roaming', 'one', in_turn=True, rules=DIALLED, cases=[
    Case('network left', '''
        one4  udp  ipv4  untested  challenge  no-network
        one4  tcp  ipv4  untested  connect    no-network
        ''', 'untested', 'unknown unknown unknown absent unknown', NO_NETWORK, exit=3,
         event=('leave', None)),
    Case('network back', '''
        one  udp  ipv4  passed  data  ok
        one  udp  ipv6  passed  data  ok
        ''', 'passed', 'works unknown unknown works works', UDP),
])

LABS = [NAMES, UDP_DROPPED, WEB_ONLY, TLS_ONLY, TCP_DROPPED, REFUSING, QUOTA, IPV6_DROPPED, OPEN,
        UDP_REJECTED, UDP_PROHIBITED, TCP_RESET, PROXY_ONLY, NO_WAY_OUT, INSPECTED, TRANSLATED,
        SYMMETRIC, TWO_ADDRESSES, STATEFUL, IPV6_ONLY, IPV4_ONLY,
        IPV6_REJECTED, NOTHING, RELAY_BLOCKED, DYING, LEAVING,
        ROAMING]
