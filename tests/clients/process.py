# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Programs that a test starts and always ends, with all their children."""

import atexit
import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from tap import Skip

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def need(program, package):
    """The path of a program; skips the test where its package is not installed."""
    path = shutil.which(program, path=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')
    if path is None:
        raise Skip(f'{program} (package {package}) is not installed')
    return path


def _die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@contextlib.contextmanager
def folder():
    """An empty folder that is removed in the end, even while a dying program still writes."""
    path = tempfile.mkdtemp(prefix='turnpike-clients-')
    try:
        yield path
    finally:
        for _ in range(50):
            shutil.rmtree(path, ignore_errors=True)
            if not os.path.exists(path):
                break
            time.sleep(0.1)


def _end(process):
    """Kills the group of the process, and waits until all of it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(100):
        try:
            os.killpg(process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.05)


@contextlib.contextmanager
def running(argv, log, env=None, cwd=None):
    """Runs a program in a process group of its own while the block lasts; its output goes to a
    file. It dies with this thread too, however that ends."""
    with open(log, 'wb') as output:
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                   env=env, cwd=cwd, start_new_session=True,
                                   preexec_fn=_die_with_parent)
    try:
        yield process
    finally:
        _end(process)


def read(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def wait_for(condition, limit_s, what, process=None):
    """Waits until the condition holds; fails when it does not, or when the process has ended."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        if process is not None and process.poll() is not None:
            raise AssertionError(f'ended with {process.returncode} before: {what}')
        time.sleep(0.05)
    raise AssertionError(f'not within {limit_s} s: {what}')


def _claim(port):
    """Takes a port from all tests that run beside this one, as tests/support/tpk-test-net.c does."""
    folder = os.path.join(tempfile.gettempdir(), f'turnpike-test-ports-{os.getuid()}')
    path = os.path.join(folder, str(port))
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with contextlib.suppress(OSError):
        with open(path, encoding='ascii') as file:
            owner = file.read().strip()
        if owner and not os.path.exists(f'/proc/{owner}'):
            os.unlink(path)
    try:
        with open(path, 'x', encoding='ascii') as file:
            file.write(f'{os.getpid()}\n')
    except FileExistsError:
        return False
    atexit.register(os.unlink, path)
    return True


def free_port():
    """A port that is free for TCP and UDP on 127.0.0.1, outside the range the kernel gives out.
    Even, as those of tpk_test_free_port()."""
    for port in range(21000 + os.getpid() * 13 % 9000 // 2 * 2, 32000, 2):
        with contextlib.suppress(OSError), \
                socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp, \
                socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            tcp.bind(('127.0.0.1', port))
            udp.bind(('127.0.0.1', port))
            if _claim(port):
                return port
    raise Skip('no port is free')


def answers_stun(host, port):
    """Whether a server is ready: it answers over UDP, which turnserver listens on last."""
    request = b'\x00\x01\x00\x00\x21\x12\xa4\x42' + os.urandom(12)
    with socket.socket() as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(0.2)
        try:
            tcp.connect((host, port))
            udp.connect((host, port))
            udp.send(request)
            return udp.recv(2048)[8:20] == request[8:20]
        except OSError:
            return False
