// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.vhostuser;

import static dev.zeropane.builtinguest.VhostUser.*;

import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.linux.UnixSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/// A VMM that also does what no good one does: bytes that are no message, messages out of order,
/// and queues with anything in them.
public final class TestVmm extends Vmm {
    private static final int CONFIG_HEADER = 12;

    private final UnixSocket socket;

    private TestVmm(UnixSocket socket, VmmOptions options) {
        super(socket, options, TestQueue::new);
        this.socket = socket;
    }

    /// As [Vmm#connect(Path)].
    public static TestVmm connect(Path socket) {
        return connect(socket, VmmOptions.defaults());
    }

    /// As [Vmm#connect(Path, VmmOptions)].
    public static TestVmm connect(Path socket, VmmOptions options) {
        return started(connectOnly(socket, options));
    }

    /// Connects and sends nothing: [#realize] and [#start] come next in a good VMM.
    public static TestVmm connectOnly(Path socket, VmmOptions options) {
        return over(connection(socket), options);
    }

    /// As [#connectOnly], over a socket whose other end the device has; takes ownership of it.
    public static TestVmm over(UnixSocket socket, VmmOptions options) {
        return new TestVmm(socket, options);
    }

    /// Sends bytes that need not be a message.
    public void sendBytes(byte[] bytes, List<Fd> fds) {
        RawBytes.send(socket, bytes, fds);
    }

    @Override
    public byte[] receive() {
        return super.receive();
    }

    public long remMemReg(GuestRam.Region region) {
        return acknowledged(VHOST_USER_REM_MEM_REG, oneRegion(region), List.of());
    }

    public void setConfig(int offset, byte[] bytes) {
        byte[] payload =
                ByteBuffer.allocate(CONFIG_HEADER + bytes.length)
                        .order(ByteOrder.nativeOrder())
                        .putInt(offset)
                        .putInt(bytes.length)
                        .putInt(0)
                        .put(bytes)
                        .array();
        send(VHOST_USER_SET_CONFIG, VERSION, payload, List.of());
    }

    @Override
    public TestQueue queue(int index) {
        return (TestQueue) super.queue(index);
    }

    /// The eventfd that the device signals when it gives a queue up.
    @Override
    public EventFd errorFd(int index) {
        return super.errorFd(index);
    }

    @Override
    public long negotiatedFeatures() {
        return super.negotiatedFeatures();
    }
}
