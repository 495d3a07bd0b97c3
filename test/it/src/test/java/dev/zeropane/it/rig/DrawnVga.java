// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.linux.Mapping;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.Program;
import dev.zeropane.testkit.Zeropane;
import dev.zeropane.testkit.vfiouser.RegionInfo;
import dev.zeropane.testkit.vfiouser.VfioUserClient;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

/// A running `zeropane vga`, and a guest that sets a mode of 32 bits and draws into video memory.
public final class DrawnVga implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int VIDEO_MEMORY = 0;
    private static final int REGISTERS = 2;

    /// The Bochs display interface: words from here on, by their index.
    private static final int DISPI = 0x500;

    private static final int XRES = 1;
    private static final int YRES = 2;
    private static final int BPP = 3;
    private static final int ENABLE = 4;
    private static final int Y_OFFSET = 9;
    private static final int ENABLED_LINEAR = 0x41;

    private static final ValueLayout.OfInt LE32 =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Program process;
    private final VfioUserClient vmm;
    private final Mapping memory;
    private final int width;
    private final int height;

    /// @param name of its socket, and so of the instance
    public DrawnVga(Path directory, String name, int width, int height, String... arguments) {
        this(directory, name, Map.of(), width, height, arguments);
    }

    /// @param environment beside the usual
    public DrawnVga(
            Path directory,
            String name,
            Map<String, String> environment,
            int width,
            int height,
            String... arguments) {
        this(
                start(directory, name, environment, arguments),
                directory.resolve(name),
                width,
                height);
    }

    /// @param process a `zeropane vga`, which it owns from now on
    public DrawnVga(Program process, Path socket, int width, int height) {
        this.process = process;
        this.width = width;
        this.height = height;
        try {
            process.err().await("waiting for a VMM", LIMIT);
            vmm = VfioUserClient.negotiated(socket);
            try (RegionInfo region = vmm.regionInfo(VIDEO_MEMORY)) {
                memory = region.map(0);
            }
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    private static Program start(
            Path directory, String name, Map<String, String> environment, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "vga";
        all[1] = "--socket-path=" + directory.resolve(name);
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Zeropane.start(directory, environment, all);
    }

    public Program process() {
        return process;
    }

    /// Sets a mode of 32 bits per pixel.
    public void on() {
        set(XRES, width);
        set(YRES, height);
        set(BPP, 32);
        set(ENABLE, ENABLED_LINEAR);
    }

    public void off() {
        set(ENABLE, 0);
    }

    /// Shows the picture that begins in this row of video memory.
    public void flip(int row) {
        set(Y_OFFSET, row);
    }

    private void set(int register, int value) {
        vmm.writeNumber(REGISTERS, DISPI + 2L * register, 2, value);
    }

    public void draw(int x, int y, int colour) {
        pixels().setAtIndex(LE32, (long) y * width + x, colour);
    }

    /// Draws a picture with another colour in each pixel.
    public void drawAll() {
        drawAll(1);
    }

    /// Draws several such pictures, one below the other.
    public void drawAll(int pictures) {
        for (int i = 0; i < pictures * width * height; i++) {
            pixels().setAtIndex(LE32, i, i * 0x10307);
        }
    }

    private MemorySegment pixels() {
        return memory.segment();
    }

    /// The picture that the guest has drawn.
    public Picture picture() {
        return picture(0);
    }

    /// The picture that the guest has drawn from a row on.
    public Picture picture(int row) {
        int[] colours =
                IntStream.range(row * width, (row + height) * width)
                        .map(i -> pixels().getAtIndex(LE32, i))
                        .toArray();
        return new Picture(width, height, colours);
    }

    @Override
    public void close() {
        memory.close();
        vmm.close();
        process.close();
    }
}
