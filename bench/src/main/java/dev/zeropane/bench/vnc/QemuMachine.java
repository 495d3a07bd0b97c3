// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench.vnc;

import dev.zeropane.builtinguest.DriverQueue;
import dev.zeropane.builtinguest.GuestRam;
import dev.zeropane.builtinguest.Machine;
import dev.zeropane.linux.EventFd;
import dev.zeropane.linux.Fd;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A machine of QEMU's with its own virtio-gpu, which QEMU's VNC server shows. Its processor never
/// runs: the driver in this process does what a guest would, on memory that both share, and
/// notifies the device over qtest. So what QEMU computes, it computes for the device and viewers.
public final class QemuMachine implements Machine, AutoCloseable {
    private static final long RAM = 256L << 20;
    private static final long FIRST_MIB = 1L << 20;

    /// Of queues 0 and 1, as large as QEMU takes the latter.
    private static final List<Integer> QUEUE_SIZES = List.of(64, 16);

    // The last of the microvm machine's virtio-mmio devices is the first that is used.
    private static final long MMIO = 0xfeb00000L + 23 * 0x200;

    // Registers of virtio-mmio (VIRTIO 1.3, 4.2.2).
    private static final int DEVICE_ID = 0x08;
    private static final int DRIVER_FEATURES = 0x20;
    private static final int DRIVER_FEATURES_SEL = 0x24;
    private static final int QUEUE_SEL = 0x30;
    private static final int QUEUE_NUM = 0x38;
    private static final int QUEUE_READY = 0x44;
    private static final int QUEUE_NOTIFY = 0x50;
    private static final int STATUS = 0x70;
    private static final int QUEUE_DESC = 0x80;
    private static final int QUEUE_DRIVER = 0x90;
    private static final int QUEUE_DEVICE = 0xa0;
    private static final int HIGH_WORD = 4;

    private static final int GPU = 16;
    private static final int ACKNOWLEDGE_AND_DRIVER = 3;
    private static final int FEATURES_OK = 8;
    private static final int DRIVER_OK = 4;

    /// VIRTIO_F_VERSION_1, in the second word.
    private static final int VERSION_1 = 1;

    private final GuestRam ram;
    private final Program qemu;
    private final Qtest qtest;
    private final List<Queue> queues = new ArrayList<>();
    private boolean running;

    private QemuMachine(GuestRam ram, Program qemu, Qtest qtest) {
        this.ram = ram;
        this.qemu = qemu;
        this.qtest = qtest;
        // There the firmware is.
        ram.allocatePermanent(FIRST_MIB);
        for (int i = 0; i < QUEUE_SIZES.size(); i++) {
            queues.add(new Queue(ram, i, qtest));
        }
    }

    /// @param command QEMU's
    /// @param vncPort where its VNC server is to listen
    public static QemuMachine start(Path directory, String command, int vncPort)
            throws IOException {
        GuestRam ram = GuestRam.create(RAM);
        Path socket = directory.resolve("qtest.sock");
        Program qemu =
                Program.start(
                        directory,
                        Map.of(),
                        command,
                        "-nodefaults",
                        "-accel",
                        "tcg",
                        "-S",
                        "-machine",
                        "microvm,memory-backend=ram",
                        "-m",
                        (RAM >> 20) + "M",
                        "-object",
                        "memory-backend-file,id=ram,share=on,size=%dM,mem-path=%s"
                                .formatted(RAM >> 20, pathOf(ram.file())),
                        "-global",
                        "virtio-mmio.force-legacy=false",
                        "-device",
                        "virtio-gpu-device",
                        "-qtest",
                        "unix:" + socket + ",server=on,wait=off",
                        "-qtest-log",
                        "/dev/null",
                        "-display",
                        "none",
                        "-vnc",
                        "127.0.0.1:" + (vncPort - 5900));
        try {
            QemuMachine it = new QemuMachine(ram, qemu, Qtest.connect(socket, qemu::isAlive));
            it.start();
            return it;
        } catch (IOException | RuntimeException e) {
            qemu.close();
            ram.close();
            throw new IllegalStateException("QEMU said: " + qemu.err().text(), e);
        }
    }

    /// The way to a file of this process without a name.
    private static Path pathOf(Fd file) throws IOException {
        long inode = file.id().inode();
        try (var all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                boolean isMemfd = Files.readSymbolicLink(one).toString().startsWith("/memfd:");
                if (isMemfd && Files.getAttribute(one, "unix:ino").equals(inode)) {
                    return Path.of(
                            "/proc/" + ProcessHandle.current().pid() + "/fd/" + one.getFileName());
                }
            }
        }
        throw new IOException("no descriptor of the guest's memory");
    }

    /// What a driver does first.
    @Override
    public void start() {
        if (running) {
            return;
        }
        running = true;
        if (read(DEVICE_ID) != GPU) {
            throw new IllegalStateException("no GPU where it should be");
        }
        write(STATUS, 0);
        write(STATUS, ACKNOWLEDGE_AND_DRIVER);
        write(DRIVER_FEATURES_SEL, 0);
        write(DRIVER_FEATURES, 0);
        write(DRIVER_FEATURES_SEL, 1);
        write(DRIVER_FEATURES, VERSION_1);
        write(STATUS, ACKNOWLEDGE_AND_DRIVER | FEATURES_OK);
        for (int i = 0; i < QUEUE_SIZES.size(); i++) {
            write(QUEUE_SEL, i);
            write(QUEUE_NUM, queues.get(i).size());
            address(QUEUE_DESC, queues.get(i).descriptorsAddress());
            address(QUEUE_DRIVER, queues.get(i).availAddress());
            address(QUEUE_DEVICE, queues.get(i).usedAddress());
            write(QUEUE_READY, 1);
        }
        write(STATUS, ACKNOWLEDGE_AND_DRIVER | FEATURES_OK | DRIVER_OK);
    }

    private int read(int register) {
        return qtest.read(MMIO + register);
    }

    private void write(int register, int value) {
        qtest.write(MMIO + register, value);
    }

    private void address(int register, long address) {
        write(register, (int) address);
        write(register + HIGH_WORD, (int) (address >>> Integer.SIZE));
    }

    @Override
    public GuestRam ram() {
        return ram;
    }

    @Override
    public DriverQueue queue(int index) {
        return queues.get(index);
    }

    /// Work for [dev.zeropane.builtinguest.GpuDriver#meanwhile]: interrupts are not delivered here,
    /// so the driver looks again and again.
    public boolean lookAgain() {
        queues.forEach(queue -> queue.callFd().signal());
        return false;
    }

    public long pid() {
        return qemu.pid();
    }

    @Override
    public void close() throws IOException {
        qtest.close();
        qemu.close();
        for (Queue queue : queues) {
            queue.kickFd().close();
            queue.callFd().close();
        }
        ram.close();
    }

    private static final class Queue extends DriverQueue {
        private final int index;
        private final Qtest qtest;

        Queue(GuestRam ram, int index, Qtest qtest) {
            super(
                    ram,
                    index,
                    QUEUE_SIZES.get(index),
                    EventFd.create("kick of queue " + index),
                    EventFd.create("call of queue " + index));
            this.index = index;
            this.qtest = qtest;
        }

        @Override
        public void kick() {
            qtest.write(MMIO + QUEUE_NOTIFY, index);
        }
    }
}
