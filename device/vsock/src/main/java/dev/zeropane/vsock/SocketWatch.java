// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

import dev.zeropane.linux.EventLoop;
import dev.zeropane.linux.UnixSocket;

/// What one socket is watched for, changed only where it has to be. Device thread only.
final class SocketWatch {
    private final EventLoop loop;
    private final Runnable readable;
    private final Runnable writable;
    private boolean watched;
    private boolean reads;
    private boolean writes;

    /// @param readable called as [EventLoop#want] says
    SocketWatch(EventLoop loop, Runnable readable, Runnable writable) {
        this.loop = loop;
        this.readable = readable;
        this.writable = writable;
    }

    /// Watches, and with neither reads nor writes only for the peer's end.
    void want(UnixSocket socket, boolean wantsReads, boolean wantsWrites) {
        if (!watched) {
            loop.watch(socket.fd(), readable, writable);
            watched = true;
            reads = true;
            writes = false;
        }
        if (reads != wantsReads || writes != wantsWrites) {
            loop.want(socket.fd(), wantsReads, wantsWrites);
            reads = wantsReads;
            writes = wantsWrites;
        }
    }

    void end(UnixSocket socket) {
        if (watched) {
            loop.unwatch(socket.fd());
            watched = false;
        }
    }

    /// Whether there may be something to read, if it says so.
    boolean isForReads() {
        return reads;
    }
}
