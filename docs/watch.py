#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Watches a guest's screen: a line for each frame, and the latest one as a PPM file.

usage: watch.py CONTROL-SOCKET FILE.ppm [FRAMES]

The socket is what "zeropane ps --json" names; docs/control-socket.md describes what is said.
"""
import json, mmap, os, socket, sys

# Bytes of a pixel, and where red, green and blue are within them.
BYTES = {"XR24": (4, (2, 1, 0)), "AR24": (4, (2, 1, 0)), "XB24": (4, (0, 1, 2)), "AB24": (4, (0, 1, 2)),
         "BX24": (4, (1, 2, 3)), "BA24": (4, (1, 2, 3)), "RX24": (4, (3, 2, 1)), "RA24": (4, (3, 2, 1)),
         "RG24": (3, (2, 1, 0))}

# The lowest bit and the number of bits of red, green and blue in a pixel of two bytes.
BITS = {"RG16": ((11, 5), (5, 6), (0, 5)), "XR15": ((10, 5), (5, 5), (0, 5))}


def receive(connection):
    """The next message and its descriptors: there is never more than one on its way."""
    line, fds = b"", []
    while not line.endswith(b"\n"):
        data, more, _, _ = socket.recv_fds(connection, 4096, 1)
        if not data:
            sys.exit("the device has ended")
        line, fds = line + data, fds + list(more)
    return json.loads(line), fds


def colours(fourcc, row):
    """The red, the green and the blue of a row's pixels."""
    if fourcc in BYTES:
        size, places = BYTES[fourcc]
        return [row[place::size] for place in places]
    words = memoryview(row).cast("H")
    return [bytes((word >> low & (1 << bits) - 1) * 255 // ((1 << bits) - 1) for word in words)
            for low, bits in BITS[fourcc]]


def write_ppm(path, frame, fd):
    width, height, fourcc = frame["width"], frame["height"], frame["fourcc"]
    size = BYTES[fourcc][0] if fourcc in BYTES else 2
    rgb = bytearray(width * height * 3)
    with mmap.mmap(fd, frame["size"], prot=mmap.PROT_READ) as memory:
        for y in range(height):
            start = frame["offset"] + y * frame["stride"]
            row = memory[start:start + width * size]
            for i, colour in enumerate(colours(fourcc, row)):
                rgb[y * width * 3 + i:(y + 1) * width * 3:3] = colour
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
