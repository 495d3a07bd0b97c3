// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static dev.zeropane.testkit.vhostuser.VsockDriver.*;

import dev.zeropane.testkit.vhostuser.VsockDriver.Packet;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A guest's vsock sockets, which check the device: that it never sends more than there is credit
/// for, nothing out of order, nothing after an end. Owned by one thread.
public final class VsockGuest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int DEFAULT_BUF_ALLOC = 256 << 10;

    private final VsockDriver driver;
    private final long cid;
    private final Map<Long, Socket> sockets = new HashMap<>();
    private final ArrayDeque<Socket> accepted = new ArrayDeque<>();
    private final List<Packet> strays = new ArrayList<>();
    private int nextPort = 100_000;
    private int bufAlloc = DEFAULT_BUF_ALLOC;

    /// Whether somebody listens at a port of the guest.
    private int listening = -1;

    public VsockGuest(VsockDriver driver, long cid) {
        this.driver = driver;
        this.cid = cid;
    }

    /// How much sockets made from now on take without reading.
    public void bufAlloc(int bytes) {
        bufAlloc = bytes;
    }

    /// Accepts what the host asks for at a port.
    public void listen(int port) {
        listening = port;
    }

    /// Packets for no socket.
    public List<Packet> strays() {
        return strays;
    }

    private static long key(int guestPort, int hostPort) {
        return (long) guestPort << 32 | Integer.toUnsignedLong(hostPort);
    }

    /// Takes what has come.
    ///
    /// @return whether there was anything
    public boolean pump() {
        boolean any = false;
        for (Optional<Packet> next = driver.poll(); next.isPresent(); next = driver.poll()) {
            handle(next.get());
            any = true;
        }
        if (any) {
            driver.refill();
        }
        return any;
    }

    /// Takes what comes until it is so.
    public void until(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            boolean any = pump();
            if (done.getAsBoolean()) {
                return;
            }
            if (!any) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("waited in vain: " + what);
                }
                LockSupport.parkNanos(50_000);
            }
        }
    }

    private void handle(Packet packet) {
        require(packet.destinationCid() == cid, packet);
        if (packet.sourceCid() != HOST) {
            strays.add(packet);
            return;
        }
        Socket socket = sockets.get(key(packet.destinationPort(), packet.sourcePort()));
        if (socket != null) {
            socket.handle(packet);
        } else if (packet.op() == REQUEST && packet.destinationPort() == listening) {
            Socket made = new Socket(packet.destinationPort(), packet.sourcePort());
            made.open = true;
            made.peer(packet);
            accepted.add(made);
            made.send(RESPONSE, 0, new byte[0]);
        } else {
            strays.add(packet);
            if (packet.op() == REQUEST) {
                new Socket(packet.destinationPort(), packet.sourcePort()).reset();
            }
        }
    }

    private static void require(boolean is, Object what) {
        if (!is) {
            throw new AssertionError("the device sent " + what);
        }
    }

    /// Connects to the host, and waits for what it says.
    public Socket connect(int hostPort) {
        Socket socket = request(hostPort);
        until("an answer from port " + hostPort, () -> socket.open || socket.reset);
        return socket;
    }

    /// Asks for a connection.
    public Socket request(int hostPort) {
        Socket socket = new Socket(nextPort++, hostPort);
        socket.send(REQUEST, 0, new byte[0]);
        return socket;
    }

    /// The next connection that the host asked for.
    public Socket accept() {
        until("a connection from the host", () -> !accepted.isEmpty());
        return accepted.remove();
    }

    /// The guest's end of a connection.
    public final class Socket {
        private final int guestPort;
        private final int hostPort;
        private final int ownBufAlloc = bufAlloc;
        private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
        private boolean open;
        private boolean reset;
        private boolean ended;
        private boolean refusesMore;
        private long received;
        private long read;
        private long readTold;
        private long sent;
        private long peerBufAlloc;
        private int peerFwdCnt;
        private boolean asked;

        private Socket(int guestPort, int hostPort) {
            this.guestPort = guestPort;
            this.hostPort = hostPort;
            sockets.put(key(guestPort, hostPort), this);
        }

        public int guestPort() {
            return guestPort;
        }

        public int hostPort() {
            return hostPort;
        }

        public boolean isOpen() {
            return open && !reset;
        }

        public boolean isReset() {
            return reset;
        }

        /// Whether the host sends no more.
        public boolean hasEnded() {
            return ended;
        }

        /// Whether the host takes no more.
        public boolean refusesMore() {
            return refusesMore;
        }

        /// Whether the device asked how much credit there is.
        public boolean wasAsked() {
            return asked;
        }

        private void handle(Packet packet) {
            peer(packet);
            switch (packet.op()) {
                case RESPONSE -> {
                    require(!open, "a second response");
                    open = true;
                }
                case RST -> {
                    reset = true;
                    sockets.remove(key(guestPort, hostPort));
                }
                case RW -> {
                    require(open && !ended, "data before the beginning or after the end");
                    require(packet.length() > 0, "no data");
                    received += packet.length();
                    require(
                            received - readTold <= ownBufAlloc,
                            (received - readTold) + " bytes for a credit of " + ownBufAlloc);
                    unread.writeBytes(packet.data());
                }
                case SHUTDOWN -> {
                    ended |= (packet.flags() & NO_SEND) != 0;
                    refusesMore |= (packet.flags() & NO_RECEIVE) != 0;
                }
                case CREDIT_REQUEST -> {
                    asked = true;
                    send(CREDIT_UPDATE, 0, new byte[0]);
                }
                case CREDIT_UPDATE -> {}
                default -> require(false, packet);
            }
        }

        private void peer(Packet packet) {
            require(packet.type() == STREAM, "type " + packet.type());
            if (packet.op() == RST) {
                return;
            }
            peerBufAlloc = Integer.toUnsignedLong(packet.bufAlloc());
            long onTheWay = Integer.toUnsignedLong((int) sent - packet.fwdCnt());
            require(onTheWay <= sent, packet.fwdCnt() + " passed on of " + sent);
            peerFwdCnt = packet.fwdCnt();
        }

        /// How much may be written now.
        public long credit() {
            return peerBufAlloc - Integer.toUnsignedLong((int) sent - peerFwdCnt);
        }

        /// Sends a packet of this connection, whatever it is.
        public void send(int op, int flags, byte[] data) {
            readTold = read;
            driver.send(
                    new Packet(
                            cid,
                            HOST,
                            guestPort,
                            hostPort,
                            data.length,
                            STREAM,
                            op,
                            flags,
                            ownBufAlloc,
                            (int) read,
                            data));
            sent += data.length;
        }

        /// Writes what there is credit for.
        ///
        /// @return bytes written, perhaps none
        public int write(byte[] data, int offset, int length) {
            int part = (int) Math.min(Math.min(length, credit()), MAX_DATA);
            if (part > 0) {
                byte[] piece = new byte[part];
                System.arraycopy(data, offset, piece, 0, part);
                send(RW, 0, piece);
            }
            return Math.max(part, 0);
        }

        /// Writes all, waiting for credit.
        public void writeAll(byte[] data) {
            int done = 0;
            while (done < data.length) {
                int from = done;
                until("credit", () -> credit() > 0 || reset);
                require(!reset, "a reset");
                done += write(data, from, data.length - from);
            }
        }

        /// Bytes that have come and were not read.
        public int available() {
            return unread.size();
        }

        /// Reads all that has come, and says so.
        public byte[] read() {
            byte[] bytes = unread.toByteArray();
            unread.reset();
            read += bytes.length;
            if (bytes.length > 0 && !reset) {
                send(CREDIT_UPDATE, 0, new byte[0]);
            }
            return bytes;
        }

        /// Reads until the host's end, or a reset.
        public byte[] readToEnd() {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            while (true) {
                until("data or the end", () -> available() > 0 || ended || reset);
                if (available() == 0) {
                    return all.toByteArray();
                }
                all.writeBytes(read());
            }
        }

        /// Reads so many bytes.
        public byte[] read(int count) {
            until(count + " bytes", () -> available() >= count || reset);
            return read();
        }

        public void shutdown(int flags) {
            send(SHUTDOWN, flags, new byte[0]);
        }

        /// Closes as Linux does, and waits for the reset that answers it.
        public void close() {
            shutdown(NO_RECEIVE | NO_SEND);
            until("the answer to a close", () -> reset);
        }

        /// Aborts.
        public void reset() {
            send(RST, 0, new byte[0]);
            reset = true;
            sockets.remove(key(guestPort, hostPort));
        }
    }
}
