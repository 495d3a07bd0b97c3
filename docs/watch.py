#!/usr/bin/env python3
"""Watches a guest's screen: a line for each frame, and the latest one as a PPM file.

usage: watch.py CONTROL-SOCKET FILE.ppm [FRAMES]

The socket is what "zeropane ps --json" names; docs/control-socket.md describes what is said.
"""
import json, mmap, os, socket, sys

# Where red, green and blue are within the four bytes of a pixel.
BYTES = {"XR24": (2, 1, 0), "AR24": (2, 1, 0), "XB24": (0, 1, 2), "AB24": (0, 1, 2),
         "BX24": (1, 2, 3), "BA24": (1, 2, 3), "RX24": (3, 2, 1), "RA24": (3, 2, 1)}


def receive(connection):
    """The next message and its descriptors: there is never more than one on its way."""
    line, fds = b"", []
    while not line.endswith(b"\n"):
        data, more, _, _ = socket.recv_fds(connection, 4096, 1)
        if not data:
            sys.exit("the device has ended")
        line, fds = line + data, fds + list(more)
    return json.loads(line), fds


def write_ppm(path, frame, fd):
    width, height = frame["width"], frame["height"]
    rgb = bytearray(width * height * 3)
    with mmap.mmap(fd, frame["size"], prot=mmap.PROT_READ) as memory:
        for y in range(height):
            start = frame["offset"] + y * frame["stride"]
            row = memory[start:start + width * 4]
            for colour, byte in enumerate(BYTES[frame["fourcc"]]):
                rgb[y * width * 3 + colour:(y + 1) * width * 3:3] = row[byte::4]
    with open(path, "wb") as file:
        file.write(b"P6 %d %d 255\n" % (width, height) + rgb)


def main(path, picture, frames="0"):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    connection.sendall(b"watch 0\n")
    left = int(frames)
    while True:
        message, fds = receive(connection)
        if message["type"] == "frame" and message["memory"] == "memfd":
            write_ppm(picture, message, fds[0])
        print(json.dumps(message), flush=True)
        for fd in fds:
            os.close(fd)
        left -= message["type"] == "frame"
        if message["type"] == "error" or left == 0:
            return
        connection.sendall(b"next\n")


main(*sys.argv[1:])
