// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VhostUser.*;

import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The vhost-user messages that a front-end sends, one method each, with no regard to whether they
/// make sense now: well-behaved sequences are in [Vmm].
///
/// Messages that QEMU asks an acknowledgement for return it: 0 if all is well, and 0 too if the
/// device did not offer `REPLY_ACK`.
public abstract sealed class VhostUserRequests permits Vmm {
    private static final int CONFIG_HEADER = 12;
    private static final int REGION = 32;

    private final Channel channel;
    private long protocolFeatures;

    VhostUserRequests(Channel channel) {
        this.channel = channel;
    }

    /// Sends one message.
    ///
    /// @param flags the header's flags as they are, so normally [VhostUser#VERSION] and perhaps
    ///   [VhostUser#NEED_REPLY]
    public void send(int id, int flags, byte[] payload, List<Fd> fds) {
        channel.send(id, flags, payload, fds);
    }

    /// The payload of the next message from the device, whatever it answers.
    ///
    /// @throws FrontendException.Closed at the end of the connection
    /// @throws FrontendException.TimedOut if none comes
    protected byte[] receive() {
        return channel.receive().payload();
    }

    /// How long every answer is waited for; 5 s at first.
    public void timeout(Duration limit) {
        channel.timeout(limit);
    }

    public boolean isClosedByPeer() {
        return channel.lookForEnd();
    }

    /// Sends a message and returns its answer's payload.
    public byte[] request(int id, int flags, byte[] payload, List<Fd> fds) {
        send(id, flags, payload, fds);
        Channel.Message reply = channel.receive();
        if (reply.request() != id || reply.flags() != (VERSION | REPLY)) {
            throw new FrontendException(
                    "answer to message "
                            + id
                            + " has id "
                            + reply.request()
                            + ", flags 0x"
                            + Integer.toHexString(reply.flags()));
        }
        return reply.payload();
    }

    private long requestLong(int id, int flags, byte[] payload, List<Fd> fds) {
        byte[] reply = request(id, flags, payload, fds);
        if (reply.length != Long.BYTES) {
            throw new FrontendException("answer to " + id + " is " + reply.length + " bytes long");
        }
        return ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder()).getLong();
    }

    /// Sends a message that QEMU asks an acknowledgement for.
    ///
    /// @return what the device acknowledges, 0 also if it did not offer to
    protected final long acknowledged(int id, byte[] payload, List<Fd> fds) {
        if (has(protocolFeatures, VHOST_USER_PROTOCOL_F_REPLY_ACK)) {
            return requestLong(id, VERSION | NEED_REPLY, payload, fds);
        }
        send(id, VERSION, payload, fds);
        return 0;
    }

    private static ByteBuffer payload(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    private static byte[] u64(long value) {
        return payload(Long.BYTES).putLong(value).array();
    }

    private static byte[] state(int index, int number) {
        return payload(2 * Integer.BYTES).putInt(index).putInt(number).array();
    }

    public long getFeatures() {
        return requestLong(VHOST_USER_GET_FEATURES, VERSION, new byte[0], List.of());
    }

    public void setFeatures(long features) {
        send(VHOST_USER_SET_FEATURES, VERSION, u64(features), List.of());
    }

    public long getProtocolFeatures() {
        return requestLong(VHOST_USER_GET_PROTOCOL_FEATURES, VERSION, new byte[0], List.of());
    }

    public void setProtocolFeatures(long features) {
        protocolFeatures = features;
        send(VHOST_USER_SET_PROTOCOL_FEATURES, VERSION, u64(features), List.of());
    }

    /// The protocol features last set.
    public long protocolFeatures() {
        return protocolFeatures;
    }

    public long getQueueNum() {
        return requestLong(VHOST_USER_GET_QUEUE_NUM, VERSION, new byte[0], List.of());
    }

    public long getMaxMemSlots() {
        return requestLong(VHOST_USER_GET_MAX_MEM_SLOTS, VERSION, new byte[0], List.of());
    }

    public void setOwner() {
        send(VHOST_USER_SET_OWNER, VERSION, new byte[0], List.of());
    }

    private static void put(ByteBuffer to, GuestRam.Region region) {
        to.putLong(region.guestAddress())
                .putLong(region.size())
                .putLong(region.userAddress())
                .putLong(region.fileOffset());
    }

    public long setMemTable(List<GuestRam.Region> regions, List<Fd> fds) {
        byte[] payload = new byte[8 + regions.size() * REGION];
        ByteBuffer to = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
        to.putInt(regions.size()).putInt(0);
        for (GuestRam.Region region : regions) {
            put(to, region);
        }
        return acknowledged(VHOST_USER_SET_MEM_TABLE, payload, fds);
    }

    public long addMemReg(GuestRam.Region region, Fd fd) {
        return acknowledged(VHOST_USER_ADD_MEM_REG, oneRegion(region), List.of(fd));
    }

    /// What a message about one region carries.
    protected static byte[] oneRegion(GuestRam.Region region) {
        byte[] payload = new byte[8 + REGION];
        put(ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).putLong(0), region);
        return payload;
    }

    public void setVringNum(int index, int size) {
        send(VHOST_USER_SET_VRING_NUM, VERSION, state(index, size), List.of());
    }

    public void setVringBase(int index, int availIdx) {
        send(VHOST_USER_SET_VRING_BASE, VERSION, state(index, availIdx), List.of());
    }

    /// Addresses are user addresses; see [GuestRam#userAddress].
    public void setVringAddr(int index, long descriptors, long avail, long used) {
        byte[] payload =
                payload(40)
                        .putInt(index)
                        .putInt(0)
                        .putLong(descriptors)
                        .putLong(used)
                        .putLong(avail)
                        .putLong(0)
                        .array();
        send(VHOST_USER_SET_VRING_ADDR, VERSION, payload, List.of());
    }

    public void setVringKick(int index, Fd fd) {
        send(VHOST_USER_SET_VRING_KICK, VERSION, u64(index), List.of(fd));
    }

    public void setVringCall(int index, Fd fd) {
        send(VHOST_USER_SET_VRING_CALL, VERSION, u64(index), List.of(fd));
    }

    public void setVringErr(int index, Fd fd) {
        send(VHOST_USER_SET_VRING_ERR, VERSION, u64(index), List.of(fd));
    }

    public long setVringEnable(int index, boolean enable) {
        byte[] payload = state(index, enable ? 1 : 0);
        return acknowledged(VHOST_USER_SET_VRING_ENABLE, payload, List.of());
    }

    /// Stops the ring.
    ///
    /// @return the available index it would go on with
    public int getVringBase(int index) {
        byte[] reply = request(VHOST_USER_GET_VRING_BASE, VERSION, state(index, 0), List.of());
        ByteBuffer buffer = ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder());
        if (reply.length != 2 * Integer.BYTES || buffer.getInt(0) != index) {
            throw new FrontendException("GET_VRING_BASE of " + index + " was answered otherwise");
        }
        return buffer.getInt(Integer.BYTES);
    }

    /// Bytes of the device's configuration space.
    ///
    /// @throws FrontendException if the device refuses, which it does with an empty payload
    public byte[] getConfig(int offset, int size) {
        byte[] ask = payload(CONFIG_HEADER + size).putInt(offset).putInt(size).putInt(0).array();
        byte[] reply = request(VHOST_USER_GET_CONFIG, VERSION, ask, List.of());
        if (reply.length != ask.length) {
            throw new FrontendException("GET_CONFIG was answered with " + reply.length + " bytes");
        }
        return Arrays.copyOfRange(reply, CONFIG_HEADER, reply.length);
    }

    void sendResetDevice() {
        send(VHOST_USER_RESET_DEVICE, VERSION, new byte[0], List.of());
    }

    void sendGpuSocket(UnixSocket theirs) {
        send(VHOST_USER_GPU_SET_SOCKET, VERSION, new byte[0], List.of(theirs.fd()));
    }

    void closeChannel() {
        channel.close();
    }
}
