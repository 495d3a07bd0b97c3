// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

import dev.zeropane.builtinguest.Framebuffer;
import dev.zeropane.builtinguest.GpuDriver;
import dev.zeropane.builtinguest.VirtioGpu;
import dev.zeropane.builtinguest.Vmm;
import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A device process, and the machine and driver that use it.
final class Device implements AutoCloseable {
    private static final long RAM = 256L << 20;

    private final Program program;
    private final Vmm vmm;
    private final GpuDriver driver;
    private int lastResource;

    private Device(Program program, Vmm vmm) {
        this.program = program;
        this.vmm = vmm;
        this.driver = new GpuDriver(vmm);
    }

    /// Starts a device and plugs it into a machine.
    ///
    /// @param socket where the command makes the device listen
    static Device start(Path socket, List<String> command) {
        return start(socket, Map.of(), command);
    }

    /// @param environment variables the command gets beside ours
    static Device start(Path socket, Map<String, String> environment, List<String> command) {
        Program program = Program.start(socket.getParent(), environment, command);
        try {
            return new Device(program, Vmm.connect(socket, VmmOptions.defaults().withRamSize(RAM)));
        } catch (RuntimeException e) {
            program.close();
            throw new IllegalStateException(command + " said: " + program.err().text(), e);
        }
    }

    GpuDriver driver() {
        return driver;
    }

    Vmm vmm() {
        return vmm;
    }

    long pid() {
        return program.pid();
    }

    /// A framebuffer of single pages in random order, as a guest's are after a while.
    Framebuffer framebuffer(Size size) {
        return Framebuffer.create(
                driver,
                vmm.ram(),
                ++lastResource,
                VirtioGpu.VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
                size.width(),
                size.height(),
                true);
    }

    /// Time on a processor of all threads of the process, of which none end.
    long cpuNanos() throws IOException {
        return ThreadTimes.nanos(pid());
    }

    /// The part of [#cpuNanos] that a JVM's compilers took.
    long compilerNanos() throws IOException {
        return ThreadTimes.nanos(pid(), "C1 Compiler") + ThreadTimes.nanos(pid(), "C2 Compiler");
    }

    /// What the program has said on standard error.
    String said() {
        return program.err().text();
    }

    @Override
    public void close() {
        vmm.close();
        program.close();
    }
}
