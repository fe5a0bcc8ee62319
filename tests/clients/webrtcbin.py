# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""A webrtcbin that is set up as the lines on standard input say and gathers candidates, which are
printed. A line is PROPERTY=VALUE, or a call of the signal add-turn-server.
"""

import sys

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstSdp', '1.0')
gi.require_version('GstWebRTC', '1.0')
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

LIMIT_S = 20
CAPS = 'application/x-rtp,media=audio,encoding-name=OPUS,payload=97,clock-rate=48000'


def configure(element, text):
    for line in text.splitlines():
        name, equals, value = line.partition('=')
        if line.startswith('#') or not equals:
            continue
        if name == 'add-turn-server':
            if not element.emit('add-turn-server', value):
                sys.exit('add-turn-server refused its argument')
        else:
            Gst.util_set_object_arg(element, name, value)


def main():
    Gst.init(None)
    loop = GLib.MainLoop()
    pipeline = Gst.Pipeline.new(None)
    element = Gst.ElementFactory.make('webrtcbin', None)
    if element is None:
        sys.exit('there is no webrtcbin')
    configure(element, sys.stdin.read())
    pipeline.add(element)

    def on_candidate(_element, _line, candidate):
        print(candidate, flush=True)
        if ' typ relay ' in candidate:
            GLib.idle_add(loop.quit)

    def on_offer(promise, _element):
        # The description lives as long as the reply.
        reply = promise.get_reply()
        element.emit('set-local-description', reply.get_value('offer'), Gst.Promise.new())

    element.connect('on-ice-candidate', on_candidate)
    pipeline.set_state(Gst.State.PLAYING)
    element.emit('add-transceiver', GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY,
                 Gst.Caps.from_string(CAPS))
    element.emit('create-offer', None, Gst.Promise.new_with_change_func(on_offer, element))
    GLib.timeout_add_seconds(LIMIT_S, loop.quit)
    loop.run()
    pipeline.set_state(Gst.State.NULL)


main()
