# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Networks made of network namespaces: a client, a gateway with a firewall, and a server.

    client 198.51.100.2 ── 198.51.100.1 gateway 192.0.2.1 ── 192.0.2.N server
           2001:db8:c::2   2001:db8:c::1        2001:db8:5::1   2001:db8:5::N

Each namespace has the process id in its name, so that what a killed run left behind is found by
the next one. Programs in them die with the thread that started them.
"""

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time

PREFIX = 'tpk'
CONFIGURATION = '/etc/netns'
FOLDERS = 'turnpike-networks-'

CLIENT4, CLIENT6 = '198.51.100.2', '2001:db8:c::2'
GATEWAY4, GATEWAY6 = '198.51.100.1', '2001:db8:c::1'
SERVER4, SERVER6 = '192.0.2.{}', '2001:db8:5::{}'

_lock = threading.Lock()
_namespaces = set()
_processes = set()
_folders = set()


def call(*argv, text=None):
    done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f'{" ".join(argv)}: {done.stderr or done.stdout}')
    return done.stdout


def folder():
    """An empty folder that is removed at the end of the program."""
    path = tempfile.mkdtemp(prefix=f'{FOLDERS}{os.getpid()}-')
    with _lock:
        _folders.add(path)
    return path


def wait_for(condition, limit_s, what):
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f'not within {limit_s} s: {what}')
        time.sleep(0.02)


def missing():
    """Why this machine cannot have such networks, or None."""
    if os.geteuid() != 0:
        return 'network namespaces need root'
    for program, package in (('ip', 'iproute2'), ('nft', 'nftables'), ('setpriv', 'util-linux'),
                             ('dnsmasq', 'dnsmasq-base'), ('turnserver', 'coturn'),
                             ('certtool', 'gnutls-bin')):
        if shutil.which(program) is None:
            return f'{program} (package {package}) is not installed'
    name = f'{PREFIX}-{os.getpid()}-try'
    try:
        call('ip', 'netns', 'add', name)
    except RuntimeError as error:
        return str(error).strip()
    try:
        call('ip', 'netns', 'exec', name, 'sysctl', '-qw', 'net.ipv4.ip_forward=1')
        call('ip', 'netns', 'exec', name, 'nft', 'add', 'table', 'inet', 'try')
    except RuntimeError as error:
        return str(error).strip()
    finally:
        _remove(name)
    return None


def _remove(name):
    subprocess.run(['ip', 'netns', 'del', name], stderr=subprocess.DEVNULL, check=False)
    shutil.rmtree(f'{CONFIGURATION}/{name}', ignore_errors=True)


def _is_left(name, prefix):
    """Whether a name is one of ours, of a run that is no more."""
    pid = name.removeprefix(prefix).split('-')[0]
    return name.startswith(prefix) and pid.isdigit() and not os.path.exists(f'/proc/{pid}')


def sweep():
    """Ends what runs that were killed have left behind."""
    for line in call('ip', 'netns', 'list').splitlines():
        name = line.split(' ')[0]
        if _is_left(name, f'{PREFIX}-'):
            for pid in call('ip', 'netns', 'pids', name).split():
                os.kill(int(pid), signal.SIGKILL)
            _remove(name)
    for name in os.listdir(tempfile.gettempdir()):
        if _is_left(name, FOLDERS):
            shutil.rmtree(f'{tempfile.gettempdir()}/{name}', ignore_errors=True)


def clean():
    with _lock:
        for process in list(_processes):
            process.kill()
        for process in list(_processes):
            process.wait()
        for name in list(_namespaces):
            _remove(name)
        for path in list(_folders):
            shutil.rmtree(path, ignore_errors=True)
        _processes.clear()
        _namespaces.clear()
        _folders.clear()


def _interrupted(number, _frame):
    clean()
    os._exit(128 + number)


def guard():
    """Sees to it that nothing stays behind, however the program ends."""
    atexit.register(clean)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _interrupted)


class Namespace:
    """One namespace, with its own files under /etc."""

    def __init__(self, name):
        self.name = f'{PREFIX}-{os.getpid()}-{name}'
        with _lock:
            _namespaces.add(self.name)
        call('ip', 'netns', 'add', self.name)
        self.ip('link set lo up')

    def ip(self, *commands):
        call('ip', '-n', self.name, '-batch', '-', text=''.join(f'{line}\n' for line in commands))

    def run(self, *argv, text=None):
        return call('ip', 'netns', 'exec', self.name, *argv, text=text)

    def sysctl(self, *settings):
        self.run('sysctl', '-qw', *settings)

    def firewall(self, ruleset):
        self.run('nft', '-f', '-', text=ruleset)

    def etc(self, name, text):
        os.makedirs(f'{CONFIGURATION}/{self.name}', exist_ok=True)
        with open(f'{CONFIGURATION}/{self.name}/{name}', 'w', encoding='utf-8') as file:
            file.write(text)

    def start(self, *argv, log=None, **options):
        """Starts a program; it dies with the thread that calls this."""
        argv = ['setpriv', '--pdeathsig', 'KILL', 'ip', 'netns', 'exec', self.name, *argv]
        with open(log or os.devnull, 'wb') as output:
            options = {'stdin': subprocess.DEVNULL, 'stdout': output, 'stderr': output, **options}
            process = subprocess.Popen(argv, **options)
        with _lock:
            _processes.add(process)
        return process

    def remove(self):
        _remove(self.name)
        with _lock:
            _namespaces.discard(self.name)


def stop(process):
    process.kill()
    process.wait()
    with _lock:
        _processes.discard(process)


class Network:
    """The three namespaces, linked. The firewall's rules go into the gateway's forward chain."""

    def __init__(self, name, numbers, client4=True, client6=True, linked=True, rules=()):
        self.name = name
        self.parts = []
        self.client = self._add('c')
        self.gateway = self._add('g')
        self.server = self._add('s')
        self._link_server(numbers)
        if linked:
            self._link_client(client4, client6)
        self.filter(rules)
        self.client.etc('nsswitch.conf', 'hosts: files dns\n')
        self.client.etc('hosts', '127.0.0.1 localhost\n::1 localhost\n')
        self.client.etc('resolv.conf', f'nameserver {GATEWAY4 if client4 else GATEWAY6}\n')

    def _add(self, part):
        namespace = Namespace(f'{self.name}-{part}')
        self.parts.append(namespace)
        return namespace

    def _link_server(self, numbers):
        server, gateway = self.server, self.gateway
        gateway.ip(f'link add eth1 type veth peer name eth0 netns {server.name}',
                   'link set eth1 up', f'address add {SERVER4.format(1)}/24 dev eth1',
                   f'address add {SERVER6.format(1)}/64 dev eth1 nodad')
        server.ip('link set eth0 up',
                  *(f'address add {SERVER4.format(n)}/24 dev eth0' for n in numbers),
                  *(f'address add {SERVER6.format(n)}/64 dev eth0 nodad' for n in numbers),
                  f'route add default via {SERVER4.format(1)}',
                  f'route add default via {SERVER6.format(1)}')
        gateway.sysctl('net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1')

    def _link_client(self, client4, client6):
        client, gateway = self.client, self.gateway
        gateway.ip(f'link add eth0 type veth peer name eth0 netns {client.name}',
                   'link set eth0 up', f'address add {GATEWAY4}/24 dev eth0',
                   f'address add {GATEWAY6}/64 dev eth0 nodad')
        if not client6:
            client.sysctl('net.ipv6.conf.all.disable_ipv6=1')
        client.ip('link set eth0 up')
        if client4:
            client.ip(f'address add {CLIENT4}/24 dev eth0', f'route add default via {GATEWAY4}')
        if client6:
            client.ip(f'address add {CLIENT6}/64 dev eth0 nodad',
                      f'route add default via {GATEWAY6}')

    def filter(self, rules):
        """What the firewall does with what goes from the client to the server."""
        lines = ''.join(f'add rule inet fw forward {rule}\n' for rule in rules)
        self.gateway.firewall('add table inet fw\nflush table inet fw\n'
                              'add chain inet fw forward '
                              '{ type filter hook forward priority 0; policy accept; }\n'
                              'add rule inet fw forward meta l4proto ipv6-icmp accept\n' + lines)

    def remove(self):
        for part in self.parts:
            part.remove()
