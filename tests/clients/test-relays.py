#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""Real clients take what the writers wrote, and get a relay address from a real coturn, which was
itself started from the turnserver.conf that was written. Prints TAP.

The password holds what breaks formats. That it arrived is what coturn says: it counts.
"""

import asyncio
import functools
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import browser
import ctl
import netns
import process
import relay
import tap

HERE = Path(__file__).resolve().parent
PASSWORD = 'p@ss:w/rd"\\é;#'
CLIENT_LIMIT_S = 40

netns.enter()
HAS_NETWORK = netns.set_up()

GATHER = '''
export default async function (configuration) {
  const connection = new RTCPeerConnection(configuration);
  const candidates = [];
  const errors = [];
  const done = new Promise(resolve => {
    connection.onicecandidate = event => {
      if (!event.candidate || !event.candidate.candidate)
        resolve();
      else
        candidates.push(event.candidate.candidate);
    };
  });
  connection.onicecandidateerror = event =>
    errors.push(`${event.url} ${event.errorCode} ${event.errorText}`);
  connection.createDataChannel('data');
  await connection.setLocalDescription(await connection.createOffer());
  await Promise.race([done, new Promise(resolve => setTimeout(resolve, 20000))]);
  connection.close();
  return { candidates, errors };
}
'''


def reaches(name, password=PASSWORD, transports=('udp', 'tcp'), libnice=False):
    """A test that is given a running relay, of which a client must get an address."""
    def decorate(function):
        @functools.wraps(function)
        def wrapped():
            if libnice and not HAS_NETWORK:
                raise tap.Skip('no network namespace, and libnice does not reach loopback')
            host = netns.ADDRESS if libnice else '127.0.0.1'
            with relay.running(password, transports, host) as server:
                function(server)
                process.wait_for(lambda: server.allocations() > 0, 5, 'coturn gives an address')
        return tap.test(name)(wrapped)
    return decorate


def has_relay(lines):
    return any(' typ relay' in line for line in lines)


@reaches('coturn: turnpikectl check gets data through, over UDP and TCP')
def coturn(server):
    report = json.loads(ctl.call('--json', '--config-dir', server.config, 'check'))
    states = [target['state'] for target in report['results']]
    assert states == ['passed', 'passed'], report


@reaches('coturn: a wrong password gets no relay address')
def coturn_refuses(server):
    other = os.path.join(server.folder, 'other')
    os.mkdir(other)
    wrong = relay.draft(other, server.host, server.port, PASSWORD[:-1])
    ctl.call('--config-dir', wrong, 'check', codes=(1,))
    assert server.allocations() == 0
    ctl.call('--config-dir', server.config, 'check')


def gather(engine, server):
    answer = browser.run(engine, GATHER, json.loads(server.export('w3c')))
    assert has_relay(answer['candidates']), answer


@reaches('Chromium: w3c')
def chromium(server):
    gather('chromium', server)


@reaches('Firefox: w3c', password=PASSWORD.replace('é', ''))
def firefox(server):
    gather('firefox', server)


@reaches('Firefox: w3c, but no password beyond ASCII')
def firefox_beyond_ascii(server):
    answer = browser.run('firefox', GATHER, json.loads(server.export('w3c')))
    assert not has_relay(answer['candidates']) and server.allocations() == 0, answer
    ctl.call('--config-dir', server.config, 'check')


def webrtcbin(server):
    done = subprocess.run([sys.executable, HERE / 'webrtcbin.py'], input=server.export('gstreamer'),
                          capture_output=True, text=True, timeout=CLIENT_LIMIT_S, check=False)
    assert has_relay(done.stdout.splitlines()), done


@reaches('webrtcbin: gstreamer, over UDP', libnice=True)
def webrtcbin_udp(server):
    webrtcbin(server)


@reaches('webrtcbin: gstreamer, over TCP', transports=('tcp',), libnice=True)
def webrtcbin_tcp(server):
    webrtcbin(server)


async def gather_aiortc(module, configuration):
    connection = module.RTCPeerConnection(configuration)
    connection.createDataChannel('data')
    await connection.setLocalDescription(await connection.createOffer())
    sdp = connection.localDescription.sdp
    await connection.close()
    return sdp


@reaches('aiortc: the Python that was written')
def aiortc(server):
    try:
        import aiortc as module
    except ImportError:
        raise tap.Skip('aiortc (package python3-aiortc) is not installed') from None
    names = {}
    exec(server.export('aiortc'), names)
    sdp = asyncio.run(asyncio.wait_for(gather_aiortc(module, names['configuration']), 20))
    assert has_relay(sdp.splitlines()), sdp


JANUS = '''
general: {
  configs_folder = "%(folder)s"
  plugins_folder = "%(plugins)s/plugins"
  transports_folder = "%(plugins)s/transports"
  events_folder = "%(folder)s"
  loggers_folder = "%(folder)s"
  interface = "127.0.0.1"
  debug_level = 5
}
plugins: { disable = "%(disabled)s" }
transports: { disable = "libjanus_websockets.so,libjanus_pfunix.so,libjanus_rabbitmq.so,\
libjanus_mqtt.so,libjanus_nanomsg.so" }
'''
JANUS_HTTP = '''
general: {
  json = "plain"
  base_path = "/janus"
  http = true
  port = %d
  ip = "127.0.0.1"
  https = false
}
'''
JANUS_STREAMING = '''
one: {
  type = "rtp"
  id = 1
  audio = true
  video = false
  audioport = 0
  audiopt = 10
  audiocodec = "opus"
  audiortpmap = "opus/48000/2"
}
'''


class Janus:
    """Janus's HTTP interface."""

    def __init__(self, port):
        self.address = f'http://127.0.0.1:{port}/janus'
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(self, path='', **message):
        body = json.dumps({**message, 'transaction': 't'}).encode() if message else None
        with self.opener.open(self.address + path, body, timeout=CLIENT_LIMIT_S) as answer:
            return json.load(answer)

    def is_up(self):
        try:
            return self.ask('/info')
        except OSError:
            return False

    def offer(self):
        """Watches the stream, for which Janus makes an offer, and gathers before it answers."""
        session = f'/{self.ask(janus="create")["data"]["id"]}'
        handle = self.ask(session, janus='attach', plugin='janus.plugin.streaming')['data']['id']
        self.ask(f'{session}/{handle}', janus='message', body={'request': 'watch', 'id': 1})
        end = time.monotonic() + CLIENT_LIMIT_S
        while time.monotonic() < end:
            event = self.ask(f'{session}?maxev=1')
            if 'jsep' in event:
                return event['jsep']['sdp']
        raise AssertionError('Janus makes no offer')


@reaches('Janus: janus.jcfg', transports=('udp',), libnice=True)
def janus(server):
    program = process.need('janus', 'janus')
    plugins = next(Path('/usr/lib').glob('*/janus'))
    port = process.free_port()
    folder = os.path.join(server.folder, 'janus')
    os.mkdir(folder)
    disabled = ','.join(path.name for path in (plugins / 'plugins').glob('*.so')
                        if 'streaming' not in path.name)
    files = {
        'janus.jcfg': JANUS % {'folder': folder, 'plugins': plugins, 'disabled': disabled} +
        server.export('janus'),
        'janus.transport.http.jcfg': JANUS_HTTP % port,
        'janus.plugin.streaming.jcfg': JANUS_STREAMING,
    }
    for name, text in files.items():
        Path(folder, name).write_text(text, encoding='utf-8')
    log = os.path.join(folder, 'log')
    argv = [program, '-C', os.path.join(folder, 'janus.jcfg'), '-F', folder]
    with process.running(argv, log, cwd=folder) as running:
        client = Janus(port)
        process.wait_for(client.is_up, 15, 'Janus answers', running)
        sdp = client.offer()
        assert has_relay(sdp.splitlines()), sdp + process.read(log)


# An account is read once all that it names is there.
BARESIP_MODULES = ['g711.so', 'turn.so', 'ausine.so', 'account.so', 'menu.so']


@reaches('baresip: the end of an account’s line', transports=('udp',))
def baresip(server):
    program = process.need('baresip', 'baresip-core')
    modules = next(Path('/usr/lib').glob('**/baresip/modules'))
    folder = os.path.join(server.folder, 'baresip')
    os.mkdir(folder)
    line = [line for line in server.export('baresip').splitlines() if line.startswith(';')][0]
    files = {
        'config': f'module_path {modules}\nsip_listen 127.0.0.1:{process.free_port()}\n'
                  'audio_source ausine,440\naudio_player ausine\n' +
                  ''.join(f'module {name}\n' for name in BARESIP_MODULES),
        'accounts': f'<sip:me@127.0.0.1>;regint=0{line}\n',
        'contacts': '',
    }
    for name, text in files.items():
        Path(folder, name).write_text(text, encoding='utf-8')
    log = os.path.join(folder, 'log')
    # Nobody is called there; the relay comes first.
    argv = [program, '-f', folder, '-v', '-e', f'/dial sip:you@127.0.0.1:{process.free_port()}']
    with process.running(argv, log, cwd=folder) as running:
        try:
            process.wait_for(lambda: server.allocations() > 0, 15, 'a relay for baresip', running)
        except AssertionError:
            tap.note(line + '\n' + process.read(log) + process.read(server.log)[-2000:])
            raise


if __name__ == '__main__':
    tap.run()
