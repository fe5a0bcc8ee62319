#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""What Chromium and Firefox themselves make of URLs is what turnpikectl says. Prints TAP.

Accept or reject, the name of the error and its text, with a credential and without one.
"""

import browser
import ctl
import tap
import urls

SCRIPT = '''
export default function (data) {
  const answers = [];
  for (const server of data) {
    try {
      new RTCPeerConnection({ iceServers: [server] }).close();
      answers.push({ ok: true });
    } catch (error) {
      answers.push({ ok: false, name: error.name, text: error.message });
    }
  }
  return answers;
}
'''

# A browser has only so many connections, open or closed.
BATCH = 400


def ask(engine, texts, credential):
    servers = [{'urls': text} for text in texts]
    if credential:
        servers = [{**server, 'username': ctl.USERNAME, 'credential': ctl.PASSWORD}
                   for server in servers]
    answers = []
    for start in range(0, len(servers), BATCH):
        answers += browser.run(engine, SCRIPT, servers[start:start + BATCH])
    return answers


def says_the_same(url, ours, theirs):
    """Ours does not quote a URL that may hold a password."""
    return ours == (theirs.replace(url, '…') if '@' in url else theirs)


def compare(engine, texts, credential):
    answers = ask(engine, texts, credential)
    differences = []
    for url, answer, clients in zip(texts, answers, ctl.judge(texts, credential), strict=True):
        ours = clients[engine]
        if ctl.is_accepted(ours) == answer['ok'] and (
                answer['ok'] or (ours['error'] == answer['name'] and
                                 says_the_same(url, ours['error_text'], answer['text']))):
            continue
        differences.append(f'{url!r}: {engine} says {answer}, turnpikectl {ours}')
    tap.note(f'{len(texts)} URLs, of which {engine} takes {sum(row["ok"] for row in answers)}')
    return differences


def add(engine, name, texts, credential):
    label = 'with a credential' if credential else 'without a credential'
    tap.test(f'{engine}: {name}, {label}')(lambda: compare(engine, texts, credential))


for each in browser.ENGINES:
    for with_credential in (True, False):
        add(each, 'URLs written by hand', urls.WRITTEN, with_credential)
        add(each, 'URLs mixed by chance', urls.mixed(BATCH), with_credential)
    add(each, 'international names', urls.international(BATCH), True)

if __name__ == '__main__':
    tap.run()
