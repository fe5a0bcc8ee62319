#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""A profile goes from one computer to others in the ways that the manual tells. Prints TAP.

The program is $TURNPIKECTL. The tasks for Ansible are done as they stand in turnpike.json(5), by
ansible-playbook where that is installed.

usage: test-handout.py MANUAL HELP
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(os.environ['TURNPIKECTL'])
MANUAL, HELP = map(Path, sys.argv[1:])
PASSWORD = 'p@ss:w/rd"\\é;#'
SERVERS = {'iceServers': [{'urls': ['turns:turn.acme-voice.com:443?transport=tcp',
                                    'turn:turn.acme-voice.com'],
                           'username': 'alice', 'credential': PASSWORD}]}


class Skip(Exception):
    """Something is not installed."""


class Computer:
    """Somebody's home."""

    def __init__(self, home, **environment):
        self.home = Path(home)
        self.home.mkdir()
        self.config = self.home / '.config' / 'turnpike'
        self.environment = dict(os.environ, HOME=str(home), XDG_CONFIG_HOME=str(home / '.config'),
                                PATH=f"{PROGRAM.parent}:{os.environ['PATH']}", **environment)
        self.environment.pop('TURNPIKE_CONFIG_DIR', None)

    def run(self, *args, status=0, text=None, **environment):
        done = subprocess.run(['turnpikectl', *args], env=dict(self.environment, **environment),
                              input=text, text=True, capture_output=True, check=False)
        assert done.returncode == status, \
            f'{args}: exit {done.returncode}, not {status}: {done.stdout}{done.stderr}'
        return done

    def set_up(self):
        self.run('import', '-', text=json.dumps(SERVERS))
        self.run('apply')

    def export(self):
        path = self.home / 'turnpike.json'
        self.run('export', '--client', 'turnpike', '--output', str(path))
        assert path.stat().st_mode & 0o777 == 0o600
        return path

    def credentials(self):
        """What calling clients are given."""
        servers = json.loads((self.config / 'rtc-configuration.json').read_text())['iceServers']
        return [(server['username'], server['credential']) for server in servers]


def tasks():
    """The playbook of the manual, as people copy it."""
    text = MANUAL.read_text(encoding='utf-8').partition('.SH MANY COMPUTERS')[2]
    blocks = re.findall(r'^\.EX\n(.*?)^\.EE', text, re.DOTALL | re.MULTILINE)
    block, = [block for block in blocks if 'ansible.builtin' in block]
    return block.replace('\\-', '-')


def do_tasks(computer, folder):
    """What ansible-playbook does with the three kinds of tasks that are there."""
    try:
        import yaml
    except ImportError as error:
        raise Skip('the Python module yaml is not installed') from error
    for task in yaml.safe_load(tasks().replace('{{ ansible_env.HOME }}', str(computer.home))):
        if options := task.get('ansible.builtin.file'):
            path = Path(options['path'])
            if options['state'] == 'directory':
                path.mkdir(int(options['mode'], 8), parents=True, exist_ok=True)
            else:
                assert options['state'] == 'absent'
                path.unlink(missing_ok=True)
        elif options := task.get('ansible.builtin.copy'):
            shutil.copy(folder / options['src'], options['dest'])
            os.chmod(options['dest'], int(options['mode'], 8))
        else:
            program, *args = task['ansible.builtin.command'].split()
            assert program == 'turnpikectl'
            computer.run(*args, **task['environment'])


def play(computer, folder):
    program = shutil.which('ansible-playbook')
    if program is None:
        do_tasks(computer, folder)
        return
    book = folder / 'book.yml'
    book.write_text('- hosts: localhost\n  connection: local\n  tasks:\n' +
                    re.sub('^', '    ', tasks(), flags=re.MULTILINE))
    done = subprocess.run([program, '-i', 'localhost,', str(book)],
                          env=dict(computer.environment, LC_ALL='C.UTF-8'), text=True,
                          capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_show(folder):
    one, other = Computer(folder / 'one'), Computer(folder / 'other')
    one.set_up()
    hidden = one.run('show', '--json').stdout
    assert 'p@ss' not in hidden
    done = other.run('import', '-', text=hidden)
    assert 'import-secrets-hidden' in done.stderr
    assert '•' not in other.run('show', '--secrets').stdout
    shutil.rmtree(other.config)
    other.run('import', '-', text=one.run('show', '--json', '--secrets').stdout)
    other.run('apply')
    assert other.credentials() == one.credentials() == [('alice', PASSWORD)]


def test_cloud(folder):
    one, other = Computer(folder / 'one'), Computer(folder / 'other')
    token = folder / 'token'
    token.write_text('of the service')
    one.run('route', 'cloud')
    one.run('cloud', 'set', 'service=twilio', 'account=AC0123', '--secret-file', str(token))
    other.run('import', str(one.export()))
    profile = json.loads(other.run('show', '--json', '--secrets').stdout)['profile']
    assert profile['route'] == 'cloud'
    assert profile['cloud']['service'] == 'twilio'
    assert profile['cloud']['secret'] == 'of the service'


def test_ansible(folder):
    one, other = Computer(folder / 'one'), Computer(folder / 'other')
    one.set_up()
    exported = one.export()
    other.home.joinpath('.config').mkdir()
    play(other, exported.parent)
    assert other.credentials() == [('alice', PASSWORD)]
    assert other.config.stat().st_mode & 0o777 == 0o700
    # So that nothing is copied the next time.
    assert (other.config / 'turnpike.json').read_bytes() == exported.read_bytes()

    # What somebody was editing does not win over it.
    other.run('route', 'direct')
    play(other, exported.parent)
    assert other.credentials() == [('alice', PASSWORD)]
    assert (other.config / 'turnpike.json').read_bytes() == exported.read_bytes()


@contextmanager
def keyring(folder):
    for program in ('gnome-keyring-daemon', 'dbus-daemon', 'gdbus'):
        if shutil.which(program) is None:
            raise Skip(f'{program} is not installed')
    if Path('/.flatpak-info').exists() or 'TURNPIKE_TEST_SLOW_TOOL' in os.environ:
        raise Skip('there is no keyring to test with here')
    home = folder / 'keyring'
    home.mkdir(mode=0o700)
    config = home / 'bus.conf'
    config.write_text(f'<busconfig><type>session</type><listen>unix:dir={home}</listen>'
                      '<policy context="default"><allow send_destination="*"/><allow own="*"/>'
                      '<allow eavesdrop="true"/></policy></busconfig>')
    bus = subprocess.Popen(['dbus-daemon', f'--config-file={config}', '--nofork',
                            '--print-address=1'], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True)
    environment = {'DBUS_SESSION_BUS_ADDRESS': bus.stdout.readline().strip(),
                   'TURNPIKE_SECRETS': 'keyring',
                   # GDBus loses some bytes of what it asks the keyring for.
                   'ASAN_OPTIONS': os.environ.get('ASAN_OPTIONS', '') + ':detect_leaks=0'}
    own = dict(os.environ, HOME=str(home), XDG_DATA_HOME=str(home), XDG_RUNTIME_DIR=str(home),
               **environment)
    own.pop('G_DEBUG', None)
    daemon = subprocess.Popen(['gnome-keyring-daemon', '--foreground', '--unlock',
                               '--components=secrets'], stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=own)
    try:
        daemon.stdin.write(b'of the login')
        daemon.stdin.close()
        subprocess.run(['gdbus', 'wait', '--session', '--timeout', '60', 'org.freedesktop.secrets'],
                       env=own, check=True)
        yield environment
    finally:
        for process in (daemon, bus):
            process.kill()
            process.wait()
        bus.stdout.close()


def test_keyring(folder):
    with keyring(folder) as environment:
        one = Computer(folder / 'one', **environment)
        other = Computer(folder / 'other', **environment)
        one.set_up()
        document = one.config / 'turnpike.json'
        assert 'password_ref' in document.read_text()
        assert 'p@ss' not in document.read_text()

        # Turnpike's own file is of no use elsewhere, which is said.
        done = other.run('import', str(document))
        assert 'import-secrets-elsewhere' in done.stderr
        assert 'keyring:' not in (other.config / 'draft.json').read_text()

        play(other, one.export().parent)
        assert other.credentials() == [('alice', PASSWORD)]
        other.run('apply')
        assert other.credentials() == [('alice', PASSWORD)]


def test_system(folder):
    one = Computer(folder / 'one')
    one.set_up()
    document = json.loads(one.export().read_text())
    document['locked'] = ['route', 'servers']
    system = folder / 'etc' / 'turnpike' / 'turnpike.json'
    system.parent.mkdir(parents=True)
    system.write_text(json.dumps(document))
    other = Computer(folder / 'other', XDG_CONFIG_DIRS=str(folder / 'etc'))
    other.run('apply')
    assert other.credentials() == [('alice', PASSWORD)]
    assert str(system) in other.run('route', 'direct', status=2).stderr


def test_help(_folder):
    """The window tells the same as the manual."""
    block = HELP.read_text(encoding='utf-8').partition('Hand Out Settings')[2]
    shown = [json.loads(line) for line in re.findall(r'"(?:[^"\\\n]|\\.)*"', block)]
    assert tasks().rstrip('\n') in ''.join(shown)


TESTS = [
    ('what show prints, with and without passwords', test_show),
    ('the settings of a cloud service', test_cloud),
    ('the tasks for Ansible', test_ansible),
    ('the tasks for Ansible, from and to a keyring', test_keyring),
    ('the folder of the system', test_system),
    ('the help of the window', test_help),
]

print(f'1..{len(TESTS)}')
failed = False
for number, (title, test) in enumerate(TESTS, 1):
    skipped = problem = None
    with tempfile.TemporaryDirectory() as name:
        try:
            test(Path(name))
        except Skip as reason:
            skipped = reason
        except (AssertionError, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            problem = f'{type(error).__name__}: {error}'
    failed = failed or problem is not None
    print(f"{'not ok' if problem else 'ok'} {number} - {title}"
          f"{f' # SKIP {skipped}' if skipped else ''}", flush=True)
    if problem:
        print('# ' + problem.replace('\n', '\n# '))
sys.exit(1 if failed else 0)
