# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Turnpike authors
"""An X display, and the windows that appear on it, as the X server tells of them: nothing is polled."""

import ctypes
import select
import time

SUBSTRUCTURE_NOTIFY_MASK = 1 << 19
MAP_NOTIFY = 19


class MapEvent(ctypes.Structure):
    _fields_ = [('type', ctypes.c_int), ('serial', ctypes.c_ulong), ('send_event', ctypes.c_int),
                ('display', ctypes.c_void_p), ('event', ctypes.c_ulong),
                ('window', ctypes.c_ulong), ('override_redirect', ctypes.c_int)]


class Event(ctypes.Union):
    """As large as Xlib says that an event may be."""
    _fields_ = [('type', ctypes.c_int), ('map', MapEvent), ('pad', ctypes.c_long * 24)]


class Screen:
    def __init__(self):
        self.xlib = ctypes.CDLL('libX11.so.6')
        self.xlib.XOpenDisplay.restype = ctypes.c_void_p
        self.xlib.XDefaultRootWindow.restype = ctypes.c_ulong
        opened = self.xlib.XOpenDisplay(None)
        assert opened, 'there is no X display'
        self.display = ctypes.c_void_p(opened)
        root = ctypes.c_ulong(self.xlib.XDefaultRootWindow(self.display))
        self.xlib.XSelectInput(self.display, root, ctypes.c_long(SUBSTRUCTURE_NOTIFY_MASK))
        self.forget()

    def forget(self):
        """Forgets what has appeared until now."""
        self.xlib.XSync(self.display, 1)

    def wait_for_window(self, program, limit_s):
        """Waits until a window that is no menu or tooltip is mapped, and returns when that was."""
        end = time.monotonic() + limit_s
        event = Event()
        while True:
            while self.xlib.XPending(self.display):
                self.xlib.XNextEvent(self.display, ctypes.byref(event))
                if event.type == MAP_NOTIFY and not event.map.override_redirect:
                    return time.monotonic()
            left = end - time.monotonic()
            assert left > 0, f'no window within {limit_s} s'
            assert program.poll() is None, f'ended with {program.returncode} without a window'
            select.select([self.xlib.XConnectionNumber(self.display)], [], [], min(left, 1))
