# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""A script in a real, headless browser, which sees nothing of the network but loopback.

The browser has an empty profile. It loads one page of a server in this process; the page runs a
module's default function on what the test hands in, and sends back what the function returns.
"""

import contextlib
import http.server
import json
import os
import queue
import threading
import time

import process

ANSWER_LIMIT_S = 120

PAGE = '''<!DOCTYPE html>
<meta charset="utf-8">
<script type="importmap">{"imports": %s}</script>
<script type="module">
let answer;
try {
  const { default: main } = await import('/script.js');
  const data = await (await fetch('/data.json')).json();
  answer = { result: await main(data) };
} catch (error) {
  answer = { error: `${error.name}: ${error.message}\\n${error.stack}` };
}
await fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
</script>
'''

CHROMIUM_FLAGS = [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
    '--disable-default-apps', '--disable-extensions', '--disable-domain-reliability',
    '--disable-client-side-phishing-detection', '--disable-breakpad', '--disable-crash-reporter',
    '--disable-dev-shm-usage', '--no-default-browser-check', '--no-pings',
    '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,'
    'CertificateTransparencyComponentUpdater,NetworkTimeServiceQuerying,WebRtcHideLocalIpsWithMdns',
    '--allow-loopback-in-peer-connection',
    # No name but these is looked up.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
]

FIREFOX_PREFERENCES = {
    # Nothing that Firefox would fetch by itself; names that are asked for anyway are this machine.
    'network.dns.forceResolve': '127.0.0.1',
    'network.captive-portal-service.enabled': False,
    'network.connectivity-service.enabled': False,
    'network.dns.disablePrefetch': True,
    'network.prefetch-next': False,
    'network.http.speculative-parallel-limit': 0,
    'network.trr.mode': 5,
    'services.settings.server': 'http://127.0.0.1:9/',
    'app.normandy.enabled': False,
    'app.normandy.api_url': '',
    'app.update.enabled': False,
    'app.update.auto': False,
    'extensions.update.enabled': False,
    'extensions.getAddons.cache.enabled': False,
    'extensions.systemAddon.update.enabled': False,
    'extensions.blocklist.enabled': False,
    'browser.safebrowsing.malware.enabled': False,
    'browser.safebrowsing.phishing.enabled': False,
    'browser.safebrowsing.downloads.enabled': False,
    'browser.safebrowsing.downloads.remote.enabled': False,
    'browser.safebrowsing.provider.mozilla.updateURL': '',
    'browser.safebrowsing.provider.google4.updateURL': '',
    'browser.search.update': False,
    'browser.region.network.url': '',
    'browser.region.update.enabled': False,
    'browser.newtabpage.activity-stream.feeds.topsites': False,
    'browser.newtabpage.activity-stream.feeds.section.topstories': False,
    'browser.newtabpage.activity-stream.showSponsoredTopSites': False,
    'browser.startup.homepage_override.mstone': 'ignore',
    'browser.shell.checkDefaultBrowser': False,
    'browser.aboutwelcome.enabled': False,
    'browser.topsites.contile.enabled': False,
    'browser.contentblocking.report.monitor.enabled': False,
    'datareporting.policy.dataSubmissionEnabled': False,
    'datareporting.healthreport.uploadEnabled': False,
    'toolkit.telemetry.enabled': False,
    'toolkit.telemetry.unified': False,
    'toolkit.telemetry.server': '',
    'toolkit.coverage.endpoint.base': '',
    'messaging-system.rsexperimentloader.enabled': False,
    'media.gmp-manager.url': '',
    'media.gmp-manager.updateEnabled': False,
    'media.gmp-gmpopenh264.enabled': False,
    'dom.push.enabled': False,
    'geo.enabled': False,
    'identity.fxaccounts.enabled': False,
    'security.OCSP.enabled': 0,
    # A relay on loopback, from loopback.
    'media.peerconnection.ice.loopback': True,
    'media.peerconnection.ice.obfuscate_host_addresses': False,
}


def _chromium(profile, url):
    program = process.need('chromium', 'chromium')
    return [program, *CHROMIUM_FLAGS, f'--user-data-dir={profile}', url]


def _firefox(profile, url):
    program = process.need('firefox-esr', 'firefox-esr')
    with open(os.path.join(profile, 'user.js'), 'w', encoding='utf-8') as file:
        for name, value in FIREFOX_PREFERENCES.items():
            file.write(f'user_pref({json.dumps(name)}, {json.dumps(value)});\n')
    return [program, '--headless', '--no-remote', '--profile', profile, url]


ENGINES = {'chromium': _chromium, 'firefox': _firefox}


class _Handler(http.server.BaseHTTPRequestHandler):
    """Serves the page, its script and data, and the folders that the test names."""

    def do_GET(self):
        path = self.path.split('?')[0]
        texts = self.server.texts
        if path in texts:
            self._send(texts[path].encode(), 'text/javascript' if path.endswith('.js') else
                       'application/json' if path.endswith('.json') else 'text/html')
            return
        for prefix, place in self.server.folders.items():
            file = os.path.normpath(os.path.join(place, path[len(prefix):]))
            if path.startswith(prefix) and file.startswith(place) and os.path.isfile(file):
                with open(file, 'rb') as content:
                    self._send(content.read(), 'text/javascript')
                return
        self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        if self.path == '/answer':
            self.server.answers.put(json.loads(body))
        self._send(b'', 'text/plain')

    def _send(self, content, kind):
        self.send_response(200)
        self.send_header('Content-Type', f'{kind}; charset=utf-8')
        self.send_header('Content-Length', str(len(content)))
        self.send_header('Cache-Control', 'no-store')
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def _serving(texts, folders):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), _Handler)
    server.daemon_threads = True
    server.texts = texts
    server.folders = folders
    server.answers = queue.Queue()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def _wait(server, browser, log):
    end = time.monotonic() + ANSWER_LIMIT_S
    while time.monotonic() < end:
        with contextlib.suppress(queue.Empty):
            return server.answers.get(timeout=0.2)
        if browser.poll() is not None:
            raise AssertionError(f'the browser ended by itself: {process.read(log)}')
    raise AssertionError(f'the page gave no answer: {process.read(log)[-3000:]}')


def run(engine, script, data, imports=None, folders=None, texts=None):
    """Runs a module's default function in a fresh browser, and returns what it returns.

    imports maps names of modules to addresses; texts maps addresses to what is there; folders maps
    the beginning of an address, such as '/sdk/', to a folder of files.
    """
    texts = {'/': PAGE % json.dumps(imports or {}), '/script.js': script,
             '/data.json': json.dumps(data), '/favicon.ico': '', **(texts or {})}
    with process.folder() as home, _serving(texts, folders or {}) as server:
        profile = os.path.join(home, 'profile')
        log = os.path.join(home, 'log')
        os.mkdir(profile)
        argv = ENGINES[engine](profile, f'http://localhost:{server.server_port}/')
        env = {**os.environ, 'HOME': home, 'XDG_CONFIG_HOME': home, 'XDG_CACHE_HOME': home,
               'XDG_RUNTIME_DIR': home, 'MOZ_CRASHREPORTER_DISABLE': '1', 'MOZ_HEADLESS': '1'}
        # Sanitizers' options of the test suite are not for the browser.
        for name in ('ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'G_DEBUG',
                     'DBUS_SESSION_BUS_ADDRESS', 'DISPLAY', 'WAYLAND_DISPLAY'):
            env.pop(name, None)
        with process.running(argv, log, env) as browser:
            answer = _wait(server, browser, log)

    if 'error' in answer:
        raise AssertionError(f'in {engine}: {answer["error"]}')
    return answer['result']
