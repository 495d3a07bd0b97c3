// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.builtinguest;

import static dev.zeropane.builtinguest.VhostUser.*;

import dev.zeropane.linux.Errno;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.LinuxException;
import dev.zeropane.linux.UnixSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A virtual machine as a vhost-user device sees one: guest RAM, two queues and the messages QEMU
/// sends, in QEMU's order. Owned by one thread.
public non-sealed class Vmm extends VhostUserRequests implements Machine, AutoCloseable {
    /// Queue numbers of virtio-gpu (VIRTIO 1.3 §5.7.2).
    public static final int CONTROL_QUEUE = 0;

    public static final int CURSOR_QUEUE = 1;

    private static final int CURSOR_QUEUE_SIZE = 16;
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
    private static final long WANTED_PROTOCOL_FEATURES =
            1L << VHOST_USER_PROTOCOL_F_MQ
                    | 1L << VHOST_USER_PROTOCOL_F_REPLY_ACK
                    | 1L << VHOST_USER_PROTOCOL_F_CONFIG
                    | 1L << VHOST_USER_PROTOCOL_F_RESET_DEVICE
                    | 1L << VHOST_USER_PROTOCOL_F_CONFIGURE_MEM_SLOTS;

    private final VmmOptions options;
    private final GuestRam ram;
    private final List<EventFd> errors = new ArrayList<>();
    private final List<DriverQueue> queues = new ArrayList<>();
    private final int[] bases = new int[2];
    private Optional<UnixSocket> gpuSocket = Optional.empty();
    private long offered;
    private long negotiated;
    private boolean memoryAnnounced;
    private boolean running;

    /// How a machine's queues are made, as [DriverQueue#DriverQueue] does it.
    @FunctionalInterface
    protected interface QueueMaker {
        DriverQueue make(GuestRam ram, int index, int size, EventFd kick, EventFd call);
    }

    /// @param socket whose other end the device has, or gets; closed with this
    protected Vmm(UnixSocket socket, VmmOptions options, QueueMaker queueMaker) {
        super(new Channel(socket));
        this.options = options;
        this.ram = new GuestRam(options.ramSize(), options.twoRegions());
        for (int i = 0; i < bases.length; i++) {
            int size = i == CONTROL_QUEUE ? options.queueSize() : CURSOR_QUEUE_SIZE;
            EventFd kick = EventFd.create("kick of queue " + i);
            EventFd call = EventFd.create("call of queue " + i);
            errors.add(EventFd.create("error of queue " + i));
            queues.add(queueMaker.make(ram, i, size, kick, call));
        }
    }

    /// Connects, negotiates and starts: the device is ready for a [GpuDriver].
    public static Vmm connect(Path socket) {
        return connect(socket, VmmOptions.defaults());
    }

    /// As [#connect(Path)], being another machine.
    public static Vmm connect(Path socket, VmmOptions options) {
        return started(over(connection(socket), options));
    }

    /// Negotiates and starts a machine that has sent nothing yet; closes it if that fails.
    protected static <T extends Vmm> T started(T vmm) {
        try {
            vmm.realize();
            vmm.start();
            return vmm;
        } catch (RuntimeException | Error e) {
            vmm.close();
            throw e;
        }
    }

    /// A machine that has sent nothing yet, over a socket whose other end the device has; takes
    /// ownership of it. [#realize] and [#start] come next.
    public static Vmm over(UnixSocket socket, VmmOptions options) {
        return new Vmm(socket, options, DriverQueue::new);
    }

    /// A connection to a device, which may not listen yet.
    protected static UnixSocket connection(Path socket) {
        long deadline = System.nanoTime() + CONNECT_PATIENCE.toNanos();
        while (true) {
            try {
                return UnixSocket.connect(socket);
            } catch (LinuxException e) {
                if (!isPassing(e) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    /// Nobody listens yet, or so many are waiting already that one more has no room (man 7 unix).
    private static boolean isPassing(LinuxException e) {
        return e instanceof LinuxException.NotFound
                || e instanceof LinuxException.Disconnected
                || e.errno() == Errno.EAGAIN;
    }

    /// What QEMU does when it creates the device, before the guest runs.
    public void realize() {
        offered = getFeatures();
        require(offered, VHOST_USER_F_PROTOCOL_FEATURES, "VHOST_USER_F_PROTOCOL_FEATURES");
        long protocol = getProtocolFeatures();
        require(protocol, VHOST_USER_PROTOCOL_F_CONFIG, "VHOST_USER_PROTOCOL_F_CONFIG");
        setProtocolFeatures(protocol & WANTED_PROTOCOL_FEATURES);
        if (has(protocolFeatures(), VHOST_USER_PROTOCOL_F_MQ) && getQueueNum() < bases.length) {
            throw new FrontendException("the device has fewer than two queues");
        }
        if (has(protocolFeatures(), VHOST_USER_PROTOCOL_F_CONFIGURE_MEM_SLOTS)
                && getMaxMemSlots() < ram.regions().size()) {
            throw new FrontendException("the device has too few memory slots");
        }
        setOwner();
        offered = getFeatures();
        for (int i = 0; i < bases.length; i++) {
            setVringCall(i, queues.get(i).callFd().fd());
            setVringErr(i, errors.get(i).fd());
        }
    }

    private static void require(long features, int bit, String name) {
        if (!has(features, bit)) {
            throw new FrontendException("the device does not offer " + name);
        }
    }

    /// What QEMU does when the guest's driver sets DRIVER_OK, or a paused machine goes on. Does
    /// nothing on a machine that runs.
    @Override
    public void start() {
        if (running) {
            return;
        }
        if (options.gpuSocket()) {
            gpuSetSocket();
        }
        sendCalls();
        negotiated = offered & wantedFeatures();
        setFeatures(negotiated);
        announceMemory();
        for (int i = 0; i < bases.length; i++) {
            DriverQueue queue = queues.get(i);
            queue.negotiated(
                    has(negotiated, VIRTIO_F_INDIRECT_DESC), has(negotiated, VIRTIO_F_EVENT_IDX));
            setVringNum(i, queue.size());
            setVringBase(i, bases[i]);
            setVringAddr(
                    i,
                    ram.userAddress(queue.descriptorsAddress()),
                    ram.userAddress(queue.availAddress()),
                    ram.userAddress(queue.usedAddress()));
            setVringKick(i, queue.kickFd().fd());
            // A device starts a ring at its first kick, and requests may be waiting in it.
            queue.kickAlways();
        }
        enable(true);
        sendCalls();
        running = true;
    }

    /// All of the device's own bits are taken, as Linux takes all it knows.
    private long wantedFeatures() {
        long wanted = 1L << VIRTIO_F_VERSION_1 | 1L << VHOST_USER_F_PROTOCOL_FEATURES;
        wanted |= 1L << VirtioGpu.VIRTIO_GPU_F_EDID;
        wanted |= options.indirect() ? 1L << VIRTIO_F_INDIRECT_DESC : 0;
        wanted |= options.eventIdx() ? 1L << VIRTIO_F_EVENT_IDX : 0;
        return wanted;
    }

    private void announceMemory() {
        if (memoryAnnounced) {
            return;
        }
        if (has(protocolFeatures(), VHOST_USER_PROTOCOL_F_CONFIGURE_MEM_SLOTS)) {
            for (GuestRam.Region region : ram.regions()) {
                expectZero(addMemReg(region, ram.file()), "ADD_MEM_REG");
            }
        } else {
            List<GuestRam.Region> regions = ram.regions();
            long result = setMemTable(regions, regions.stream().map(region -> ram.file()).toList());
            expectZero(result, "SET_MEM_TABLE");
        }
        memoryAnnounced = true;
    }

    private void enable(boolean on) {
        for (int i = 0; i < bases.length; i++) {
            expectZero(setVringEnable(i, on), "SET_VRING_ENABLE");
            if (!has(protocolFeatures(), VHOST_USER_PROTOCOL_F_REPLY_ACK)) {
                // Without acknowledgements any answer shows that all before it has been done.
                getFeatures();
            }
        }
    }

    private static void expectZero(long result, String message) {
        if (result != 0) {
            throw new FrontendException("the device answered " + message + " with " + result);
        }
    }

    private void sendCalls() {
        for (int i = 0; i < bases.length; i++) {
            setVringCall(i, queues.get(i).callFd().fd());
        }
    }

    /// What QEMU does when the machine is paused or before the device is reset; [#start] resumes.
    /// Does nothing on a machine that does not run.
    public void stop() {
        if (!running) {
            return;
        }
        running = false;
        enable(false);
        for (int i = 0; i < bases.length; i++) {
            bases[i] = getVringBase(i);
        }
        sendCalls();
        gpuSocket.ifPresent(UnixSocket::close);
        gpuSocket = Optional.empty();
    }

    /// Stops if need be and resets the device, if it offered to be: rings, indices and, by the
    /// specification, everything the driver had created are gone. [#start] begins anew.
    public void resetDevice() {
        stop();
        if (has(protocolFeatures(), VHOST_USER_PROTOCOL_F_RESET_DEVICE)) {
            sendResetDevice();
        }
        for (int i = 0; i < bases.length; i++) {
            bases[i] = 0;
            queues.get(i).reset();
        }
    }

    /// Gives the device a new display socket, as QEMU's vhost-user-gpu does at each start; an
    /// earlier one is closed.
    ///
    /// @return this side's end, owned by this machine
    public UnixSocket gpuSetSocket() {
        List<UnixSocket> pair = UnixSocket.pair("GPU socket");
        try (UnixSocket theirs = pair.get(1)) {
            // As QEMU's: its C back-end takes a part that was sent for the whole.
            theirs.setBlocking();
            sendGpuSocket(theirs);
        } catch (RuntimeException | Error e) {
            pair.get(0).close();
            throw e;
        }
        gpuSocket.ifPresent(UnixSocket::close);
        gpuSocket = Optional.of(pair.get(0));
        return pair.get(0);
    }

    /// This side's end of the display socket while the machine runs. Nobody answers on it by
    /// itself; see [UnseenScreen].
    public Optional<UnixSocket> gpuSocket() {
        return gpuSocket;
    }

    @Override
    public GuestRam ram() {
        return ram;
    }

    /// Of a GPU, queue 0 takes commands, queue 1 cursor commands; of an input device queue 0 takes
    /// buffers for events, queue 1 the state of LEDs.
    @Override
    public DriverQueue queue(int index) {
        return queues.get(index);
    }

    /// What the device signals when it gives a queue up.
    protected EventFd errorFd(int index) {
        return errors.get(index);
    }

    /// What was last agreed on of what the device offers.
    protected long negotiatedFeatures() {
        return negotiated;
    }

    public boolean isRunning() {
        return running;
    }

    @Override
    public void close() {
        gpuSocket.ifPresent(UnixSocket::close);
        closeChannel();
        for (DriverQueue queue : queues) {
            queue.kickFd().close();
            queue.callFd().close();
        }
        errors.forEach(EventFd::close);
        ram.close();
    }
}
