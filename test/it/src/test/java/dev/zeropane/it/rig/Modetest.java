// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import dev.zeropane.testkit.Await;
import dev.zeropane.testkit.Picture;
import java.time.Duration;

/// libdrm's modetest, which draws until its standard input ends.
public final class Modetest {
    private static final Duration TO_FLIP = Duration.ofMinutes(2);

    /// modetest prints a line with the frequency for every 60 flips.
    private static final int FLIPS_A_LINE = 60;

    /// The colours of the upper part of modetest's usual picture, from left to right.
    private static final int[] BARS = {
        0xc0c0c0, 0xc0c000, 0x00c0c0, 0x00c000, 0xc000c0, 0xc00000, 0x0000c0
    };

    private Modetest() {}

    /// The upper rows of the bars that modetest draws in a mode of this width.
    ///
    /// @param width a multiple of 7
    /// @param height two thirds of the mode's at most
    public static Picture bars(int width, int height) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = BARS[i % width * BARS.length / width];
        }
        return new Picture(width, height, pixels);
    }

    /// Shows modetest's picture in both machines, in a mode.
    public static Picture assertSame(VmPair pair, int width, int height) {
        String mode = width + "x" + height;
        Picture picture =
                pair.assertSameAfter(
                        "modetest-" + mode,
                        () -> {
                            start(pair.oracle(), show(pair.oracle(), 1, mode));
                            start(pair.ours(), show(pair.ours(), 1, mode));
                        });
        end(pair.oracle());
        end(pair.ours());
        return picture;
    }

    /// modetest's argument that shows its picture on one of the card's outputs, the first of which
    /// is 1.
    public static String show(Shell guest, int output, String mode) {
        String connector =
                guest.run("cat /sys/class/drm/card0-Virtual-%d/connector_id".formatted(output));
        return " -s " + connector + ":" + mode;
    }

    /// Starts modetest, which flips between two pictures as fast as it can.
    public static void flip(Shell guest, String mode) {
        start(guest, " -v" + show(guest, 1, mode));
    }

    /// Starts modetest with these arguments.
    public static void start(Shell guest, String arguments) {
        guest.run("sleep 1000 | modetest -M " + driver(guest) + arguments + " >/tmp/out 2>&1 &");
    }

    /// The card has DRM's name for it here; the name that can be read is the PCI driver's.
    private static String driver(Shell guest) {
        String pci = guest.run("basename $(readlink /sys/class/drm/card0/device/driver)");
        return pci.equals("virtio-pci") ? "virtio_gpu" : pci;
    }

    /// How often modetest has flipped so far.
    public static int flips(Shell guest) {
        return FLIPS_A_LINE * Integer.parseInt(guest.run("grep -c freq /tmp/out || true"));
    }

    /// Waits until modetest has flipped so many times more.
    public static void awaitFlips(Shell guest, int more) {
        int before = flips(guest);
        Await.untilTrue(
                () -> more + " flips more than " + before + ":\n" + guest.run("tail /tmp/out"),
                TO_FLIP,
                () -> flips(guest) >= before + more);
    }

    /// Ends modetest: it reads the end of its input, and the console comes back.
    public static void end(Shell guest) {
        guest.run("killall sleep; wait");
    }
}
