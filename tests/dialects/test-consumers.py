#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Reads what the writers wrote as their clients do, and compares the credentials. Prints TAP.

Where Debian has the client or its parser, that reads: PyYAML, libconf, Lua, sh, Python itself, GLib,
baresip and coturn. Where it has not (Asterisk, Linphone, pjsua), the rules of the client's own reader
are here.

usage: test-consumers.py WRITERS-TOOL
"""

import ast
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

TOOL = sys.argv[1]
HOST = 'turn.example.org'

# What a format cannot carry, as a password: the writer has to refuse exactly these.
LONG = 'x' * 508
CONTROL = {'a\nb', '\ttab'}
REFUSED = {
    ('asterisk', 'password'): CONTROL | {' a b '},
    ('linphone', 'password'): CONTROL | {' a b '},
    ('baresip', 'password'): CONTROL | {'"quoted"'},
    ('pjsua', 'password'): {'a\nb', LONG},
    # coturn's SASLprep() takes UTF-8 for Latin-1.
    ('coturn', 'password'): CONTROL | {' a b ', '0x10', '例ü😀'},
    ('coturn', 'secret'): CONTROL,
}


# Agora's SDK takes ASCII of up to 255 bytes, so that nothing is written of the rest.
NOT_FOR_AGORA = {'例ü😀', LONG}


class Skip(Exception):
    """The consumer is not installed."""


def need_module(name):
    try:
        return __import__(name)
    except ImportError as error:
        raise Skip(f'the Python module {name} is not installed') from error


def need_program(name):
    if not shutil.which(name):
        raise Skip(f'{name} is not installed')


def run(command, **kwargs):
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **kwargs)
    if done.returncode:
        raise AssertionError(f'{command[0]}: {done.stderr}')
    return done.stdout


def read_json(text):
    servers = json.loads(text)['iceServers']
    return {(server['username'], server['credential']) for server in servers if 'username' in server}


def read_acs(text):
    servers = json.loads(text)['networkConfiguration']['turn']['iceServers']
    return {(server['username'], server['credential']) for server in servers}


def read_agora(text):
    return {(server['username'], server['password']) for server in json.loads(text)['turnServer'] or []}


def read_gstreamer(text):
    found = set()
    for line in text.splitlines():
        key, _, url = line.partition('=')
        if key in ('turn-server', 'add-turn-server'):
            user_info = url.split('://')[1].rsplit('@', 1)[0]
            user, password = user_info.split(':')
            found.add((urllib.parse.unquote(user), urllib.parse.unquote(password)))
    return found


def read_aiortc(text):
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.func.id == 'RTCIceServer':
            values = {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
            if 'username' in values:
                found.add((values['username'], values['credential']))
    return found


def read_synapse(text):
    config = need_module('yaml').safe_load(text)
    if 'turn_shared_secret' in config:
        assert config['turn_user_lifetime'] == '3600s'
        return {('', config['turn_shared_secret'])}
    return {(config['turn_username'], config['turn_password'])}


def read_livekit(text):
    servers = need_module('yaml').safe_load(text)['rtc']['turn_servers']
    assert [server['port'] for server in servers] == [3478, 3478, 5349]
    return {(server['username'], server['credential']) for server in servers}


def read_mediamtx(text):
    servers = need_module('yaml').safe_load(text)['webrtcICEServers2']
    found = {(server['username'], server['password']) for server in servers if 'username' in server}
    return {('' if user == 'AUTH_SECRET' else user, password) for user, password in found}


def read_nextcloud(text):
    """The words that a POSIX shell hands to occ."""
    need_program('sh')
    script = 'occ () { printf "%s\\0" "$@" @@; }\n' + text
    calls = run(['sh', '-eu', '-c', script]).split('@@\0')
    secrets = set()
    for call in calls:
        words = call.split('\0')
        if words[0] == 'talk:turn:add':
            assert words[2:5] in (['--', 'turn', f'{HOST}:3478'], ['--', 'turns', f'{HOST}:5349'])
            secrets.add(('', words[1].removeprefix('--secret=')))
    return secrets


def read_jitsi(text):
    need_program('lua5.4')
    dump = '''
      for _, s in ipairs (external_services) do
        local secret = s.secret
        if secret == true then secret = external_service_secret end
        if s.type ~= "stun" then
          io.write (s.username or "", "\\0", s.password or secret, "\\0")
        end
      end'''
    words = run(['lua5.4', '-'], input=text + dump).split('\0')[:-1]
    return set(zip(words[::2], words[1::2]))


def read_janus(text):
    nat = need_module('libconf').loads(text)['nat']
    assert nat['turn_server'] == HOST and nat['turn_port'] == 3478 and nat['turn_type'] == 'udp'
    return {(nat['turn_user'], nat['turn_pwd'])}


def read_asterisk(text):
    """main/config.c: a semicolon begins a comment unless a backslash is before it, which goes."""
    values = {}
    for line in text.splitlines():
        position = 0
        while (position := line.find(';', position)) >= 0:
            if position > 0 and line[position - 1] == '\\':
                line = line[:position - 1] + line[position:]
            else:
                line = line[:position]
        key, sign, value = line.partition('=')
        if sign:
            values[key.strip()] = value[1:].strip() if value.startswith('>') else value.strip()
    return {(values['turnusername'], values['turnpassword'])}


def read_linphone(text):
    """coreapi/lpconfig.c: the rest of the line, less the spaces at its end."""
    sections = {}
    section = None
    for line in text.splitlines():
        header = re.match(r' *\[(\S+)\]', line)
        if header:
            section = sections.setdefault(header[1], {})
        elif not line.lstrip(' ').startswith('#') and '=' in line:
            key, value = line.split('=', 1)
            section[key.strip()] = value.rstrip(' ')
    policy = sections['nat_policy_0']
    assert policy['ref'] == sections['net']['nat_policy_ref']
    assert policy['stun_server_username'] == sections['auth_info_0']['username']
    return {(sections['auth_info_0']['username'], sections['auth_info_0']['passwd'])}


def read_pjsua(text):
    """pjsua_app_config.c: read_config_file()."""
    arguments = []
    for line in text.splitlines():
        assert len(line.encode()) < 198
        while line := line.lstrip(' \t'):
            if line[0] in '"\'':
                token, _, line = line[1:].partition(line[0])
            else:
                token = re.match(r'[^ \t]*', line)[0]
                line = line[len(token):]
            if token.startswith('#'):
                break
            arguments.append(token)
    values = dict(argument[2:].split('=', 1) for argument in arguments if '=' in argument)
    return {(values['turn-user'], values['turn-passwd'])}


def read_jami(text):
    gi = need_module('gi')
    gi.require_version('GLib', '2.0')
    from gi.repository import GLib
    details = GLib.Variant.parse(GLib.VariantType('a{ss}'), text, None, None).unpack()
    return {(details['TURN.username'], details['TURN.password'])}


def read_coturn(text):
    """mainrelay.c: parse_arg_string(); turnserver itself reads in test-coturn-file.py."""
    found = set()
    for line in text.splitlines():
        line = line.lstrip(' \t')
        assert len(line.encode()) < 1024
        if line.startswith('#'):
            continue
        key, value = (re.split(r'[ \t=]+', line, maxsplit=1) + [''])[:2]
        if value.startswith('"'):
            value = value[1:].removesuffix('"')
        if key == 'user':
            user, password = value.split(':', 1)
            found.add((user, password.lstrip(' ')))
        elif key == 'static-auth-secret':
            found.add(('', value))
    return found


def read_baresip(text):
    """baresip says which stunserver it read, so the password goes there."""
    need_program('baresip')
    modules = '/usr/lib/baresip/modules'
    line = [line for line in text.splitlines() if line.startswith(';')][0]
    password = line.partition(';stunpass=')[2]
    user = line.partition(';stunuser=')[2].removesuffix(f';stunpass={password}')
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, 'config'), 'w', encoding='utf-8') as config:
            config.write(f'module_path {modules}\nsip_listen 127.0.0.1:0\nmodule_app account.so\n')
        with open(os.path.join(folder, 'accounts'), 'w', encoding='utf-8') as accounts:
            for value in (f'{user};x=1', password):
                accounts.write(f'<sip:a@127.0.0.1>;regint=0;stunserver={value}\n')
        output = run(['baresip', '-f', folder, '-t', '1'])
    values = re.findall(r"using stunserver: '(.*)'", output)
    assert len(values) == 2, output

    # The log cuts off what is longer than its lines.
    full = [user, password]
    return {tuple(full[i] if len(values[i]) > 200 and full[i].startswith(values[i]) else values[i]
                  for i in range(2))}


def read_turnpike(text):
    (profile,) = json.loads(text)['profiles']
    credentials = [server['credential'] for server in profile['servers']]
    return {('', one['secret']) if one['kind'] == 'secret' else (one['username'], one['password'])
            for one in credentials}


READERS = {
    'w3c': read_json, 'pion': read_json, 'acs': read_acs, 'agora': read_agora,
    'gstreamer': read_gstreamer, 'aiortc': read_aiortc, 'coturn': read_coturn,
    'synapse': read_synapse, 'nextcloud': read_nextcloud, 'jitsi': read_jitsi, 'janus': read_janus,
    'livekit': read_livekit, 'mediamtx': read_mediamtx, 'asterisk': read_asterisk,
    'baresip': read_baresip, 'linphone': read_linphone, 'pjsua': read_pjsua, 'jami': read_jami,
    'turnpike': read_turnpike,
}
TAKES_SECRET = {'coturn', 'synapse', 'nextcloud', 'jitsi', 'mediamtx', 'turnpike'}

# What the browsers' standard refuses in a credential: writers that ask its judge leave it out.
JUDGED_BY_W3C = {'w3c', 'synapse', 'nextcloud', 'jitsi', 'livekit'}


def wanted(row):
    """The credential that the client has to end up with; None when a minted one."""
    if row['kind'] != 'secret':
        return (row['username'], row['value'])
    return ('', row['value']) if row['dialect'] in TAKES_SECRET else None


def has_control(text):
    return any(ord(character) < 32 for character in text)


def check_row(row):
    dialect, kind = row['dialect'], row['kind']
    if dialect == 'nextcloud' and kind != 'secret':
        assert read_nextcloud(row['text']) == set(), 'a password was written'
        return
    if dialect == 'agora' and kind != 'secret' and row['value'] in NOT_FOR_AGORA:
        assert read_agora(row['text']) == set()
        return
    if kind != 'secret' and has_control(row['value']) and dialect in JUDGED_BY_W3C:
        assert row['value'] not in row['text']
        return
    expected = REFUSED.get((dialect, kind), set() if kind != 'both' else None)
    if expected is not None:
        assert row['refused'] == (row['value'] in expected), 'refused' if row['refused'] else 'taken'
    if row['refused']:
        assert row['value'] not in row['text'] or len(row['value']) < 4
        return
    found = READERS[dialect](row['text'])
    if wanted(row) is None:
        assert len(found) == 1 and next(iter(found))[0].endswith(':bob'), found
    else:
        assert found == {wanted(row)}, found


def try_row(row):
    """What is wrong with a row, or nothing."""
    try:
        check_row(row)
    except (AssertionError, KeyError, ValueError, IndexError) as error:
        return f"{row['kind']} {row['value'][:40]!r}: {type(error).__name__}: {error}"
    return None


def check(rows):
    """Side by side: baresip sleeps for a second each time. The first alone, as it loads modules."""
    if failure := try_row(rows[0]):
        return [failure]
    with concurrent.futures.ThreadPoolExecutor(max_workers=16) as pool:
        return [failure for failure in pool.map(try_row, rows) if failure]


def main():
    rows = [json.loads(line) for line in run([TOOL]).split('\n') if line]
    dialects = list(dict.fromkeys(row['dialect'] for row in rows))
    failed = False
    print(f'1..{len(dialects)}')
    for number, dialect in enumerate(dialects, 1):
        own = [row for row in rows if row['dialect'] == dialect]
        try:
            failures = check(own)
        except Skip as reason:
            print(f'ok {number} - {dialect} # SKIP {reason}')
            continue
        failed = failed or bool(failures)
        print(f"{'not ok' if failures else 'ok'} {number} - {dialect}, {len(own)} credentials")
        for failure in failures:
            print(f'# {failure}')
    sys.exit(1 if failed else 0)


main()
