// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vfiouser;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.nio.file.Path;
import java.util.Arrays;

/// A VMM's side of a vfio-user connection: its commands, one at a time, and a [#socket] for what no
/// VMM would send. One thread.
///
/// Numbers are those of QEMU's docs/interop/vfio-user.
public final class VfioUserClient implements AutoCloseable {
    public static final int VERSION = 1;
    public static final int DMA_MAP = 2;
    public static final int DMA_UNMAP = 3;
    public static final int GET_INFO = 4;
    public static final int GET_REGION_INFO = 5;
    public static final int GET_IRQ_INFO = 7;
    public static final int SET_IRQS = 8;
    public static final int REGION_READ = 9;
    public static final int REGION_WRITE = 10;
    public static final int RESET = 13;

    /// The number of the region that is the PCI configuration space.
    public static final int CONFIG = 7;

    /// What QEMU 11.1 says of itself.
    public static final String CAPABILITIES =
            "{\"capabilities\":{\"pgsizes\":4096,\"max_msg_fds\":16,\"max_dma_maps\":65535,"
                    + "\"max_data_xfer_size\":1048576,\"migration\":{\"max_bitmap_size\":268435456,"
                    + "\"pgsize\":4096},\"write_multiple\":true}}\0";

    private final VfioUserSocket socket;
    private int nextId = 0xfff0;

    private VfioUserClient(VfioUserSocket socket) {
        this.socket = socket;
    }

    /// Connects, and says nothing yet.
    public static VfioUserClient connect(Path path) {
        return new VfioUserClient(VfioUserSocket.connect(path));
    }

    /// A client on a connection that is there, which it owns from now on.
    public static VfioUserClient on(UnixSocket socket) {
        return new VfioUserClient(new VfioUserSocket(socket));
    }

    /// Connects, and agrees with the server on the version.
    public static VfioUserClient negotiated(Path path) {
        VfioUserClient client = connect(path);
        client.negotiate().close();
        return client;
    }

    public VfioUserSocket socket() {
        return socket;
    }

    /// Agrees with the server on the version, as QEMU does.
    public Reply negotiate() {
        return request(VERSION, version(0, 0, CAPABILITIES));
    }

    /// @param data JSON with a NUL at its end, or nothing
    public static byte[] version(int major, int minor, String data) {
        return Payload.of().u16(major).u16(minor).text(data).build();
    }

    /// Sends a command.
    ///
    /// @return the message's id
    public int send(int command, byte[] payload, Fd... fds) {
        int id = nextId++ & 0xffff;
        socket.send(VfioUserSocket.message(id, command, 0, payload), fds);
        return id;
    }

    /// Sends a command that wants no reply.
    public void post(int command, byte[] payload, Fd... fds) {
        int id = nextId++ & 0xffff;
        socket.send(VfioUserSocket.message(id, command, VfioUserSocket.NO_REPLY, payload), fds);
    }

    /// Sends a command and waits for its reply, whatever that says.
    public Reply exchange(int command, byte[] payload, Fd... fds) {
        int id = send(command, payload, fds);
        Reply reply = socket.receive();
        boolean isAnswer = reply.id() == id && reply.command() == command;
        if (isAnswer && reply.flags() == Reply.OK) {
            return reply;
        }
        if (isAnswer
                && reply.flags() == Reply.FAILED
                && reply.payload().length == 0
                && reply.fds().isEmpty()) {
            return reply;
        }
        reply.close();
        throw new VfioUserException("no answer to message %d: %s".formatted(id, reply));
    }

    /// As [#exchange].
    ///
    /// @throws VfioUserException.Refused if the server says that it failed
    public Reply request(int command, byte[] payload, Fd... fds) {
        Reply reply = exchange(command, payload, fds);
        if (reply.flags() == Reply.FAILED) {
            throw new VfioUserException.Refused(command, reply.error());
        }
        return reply;
    }

    /// The number by which the server refuses a command, 0 if it does not.
    public int errorOf(int command, byte[] payload, Fd... fds) {
        try (Reply reply = exchange(command, payload, fds)) {
            return reply.error();
        }
    }

    /// Asks as QEMU does: first with room for no capabilities, then with as much as it takes.
    public RegionInfo regionInfo(int index) {
        Reply first = request(GET_REGION_INFO, regionRequest(RegionInfo.FIXED, index));
        int needed = first.u32(0);
        if (needed == RegionInfo.FIXED) {
            return RegionInfo.of(first);
        }
        first.close();
        return RegionInfo.of(request(GET_REGION_INFO, regionRequest(needed, index)));
    }

    /// @param room `argsz`
    public static byte[] regionRequest(int room, int index) {
        return Payload.of(room, 0, index, 0).u64(0).u64(0).build();
    }

    /// Reads bytes of a region.
    public byte[] read(int region, long offset, int count) {
        try (Reply reply = request(REGION_READ, access(region, offset, count))) {
            if (reply.payload().length != 16 + count
                    || !Arrays.equals(
                            Arrays.copyOf(reply.payload(), 16), access(region, offset, count))) {
                throw new VfioUserException("no answer to a read: " + reply);
            }
            return Arrays.copyOfRange(reply.payload(), 16, 16 + count);
        }
    }

    /// Reads a little-endian number of 1 to 8 bytes.
    public long readNumber(int region, long offset, int bytes) {
        byte[] data = read(region, offset, bytes);
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = (value << 8) | Byte.toUnsignedInt(data[i]);
        }
        return value;
    }

    /// Writes bytes to a region, and waits until that is done.
    public void write(int region, long offset, byte[] data) {
        try (Reply reply = request(REGION_WRITE, writeRequest(region, offset, data))) {
            if (!Arrays.equals(reply.payload(), access(region, offset, data.length))) {
                throw new VfioUserException("no answer to a write: " + reply);
            }
        }
    }

    /// Writes a little-endian number of 1 to 8 bytes.
    public void writeNumber(int region, long offset, int bytes, long value) {
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            data[i] = (byte) (value >> (8 * i));
        }
        write(region, offset, data);
    }

    /// What a read says, or a write before its data.
    public static byte[] access(int region, long offset, int count) {
        return Payload.of().u64(offset).u32(region).u32(count).build();
    }

    public static byte[] writeRequest(int region, long offset, byte[] data) {
        return Payload.of().bytes(access(region, offset, data.length)).bytes(data).build();
    }

    /// Resets the device.
    public void reset() {
        request(RESET, new byte[0]).close();
    }

    @Override
    public void close() {
        socket.close();
    }
}
