#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sees a guest draw, in the guest's own pages: says which rows of its screen changed.

usage: watch-live.py CONTROL-SOCKET [SECONDS]

After the first message nothing more is said on the socket: the dma-buf that came with it is the
guest's framebuffer. The socket is what "zeropane ps --json" names; docs/control-socket.md describes
it. Another picture (the guest set a mode, or flips pages) comes as another message, when asked for.
"""
import json, mmap, os, socket, sys, time

TURN = 0.05  # seconds between two looks
SIZES = {"RG24": 3, "RG16": 2, "XR15": 2}  # bytes of a pixel, where it has not 4


def receive(connection):
    """The next message and its descriptors: there is never more than one on its way."""
    line, fds = b"", []
    while not line.endswith(b"\n"):
        data, more, _, _ = socket.recv_fds(connection, 4096, 1)
        if not data:
            sys.exit("the device has ended")
        line, fds = line + data, fds + list(more)
    return json.loads(line), fds


def rows(frame, memory):
    """What each row of the screen holds now."""
    width = frame["width"] * SIZES.get(frame["fourcc"], 4)
    starts = (frame["offset"] + y * frame["stride"] for y in range(frame["height"]))
    return [hash(memory[start:start + width]) for start in starts]


def look(frame, fd, end):
    with mmap.mmap(fd, frame["size"], prot=mmap.PROT_READ) as memory:
        seen = rows(frame, memory)
        print("watching %dx%d" % (frame["width"], frame["height"]), flush=True)
        while time.monotonic() < end:
            time.sleep(TURN)
            now = rows(frame, memory)
            changed = [y for y, (old, new) in enumerate(zip(seen, now)) if old != new]
            if changed:
                print("rows %d to %d changed" % (changed[0], changed[-1]), flush=True)
            seen = now


def main(path, seconds="inf"):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    connection.sendall(b"watch 0 dmabuf\n")
    message, fds = receive(connection)
    if message["type"] != "frame":
        sys.exit(message.get("message", "the screen is off"))
    if message["memory"] != "dmabuf":
        sys.exit("the picture came as a copy: zeropane stats says why it is no dma-buf")
    look(message, fds[0], time.monotonic() + float(seconds))
    os.close(fds[0])


main(*sys.argv[1:])
