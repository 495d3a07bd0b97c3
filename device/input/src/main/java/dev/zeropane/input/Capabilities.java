// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

import static dev.zeropane.input.VirtioInput.*;

import dev.zeropane.input.protocol.AxisInfo;
import dev.zeropane.input.protocol.DeviceIds;
import dev.zeropane.input.protocol.InputConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What a device says of itself: a few bytes for each `select` and `subsel` it knows (VIRTIO 1.3
/// §5.8.4). Built once, then only read.
final class Capabilities {
    /// Linux keeps 64 bytes of a string, its end included.
    private static final int MAX_STRING = 63;

    /// Virtio's own PCI vendor, as these devices exist nowhere else.
    private static final int VENDOR = 0x1af4;

    private static final int VERSION = 1;
    private static final byte[] NOTHING = {};

    private final Map<InputConfig, byte[]> answers = new HashMap<>();

    /// @param product number that tells our devices apart
    Capabilities(String name, String serial, int product) {
        answer(VIRTIO_INPUT_CFG_ID_NAME, 0, string(name));
        answer(VIRTIO_INPUT_CFG_ID_SERIAL, 0, string(serial));
        answer(
                VIRTIO_INPUT_CFG_ID_DEVIDS,
                0,
                new DeviceIds(Evdev.BUS_VIRTUAL, VENDOR, product, VERSION).bytes());
    }

    /// `INPUT_PROP_...` it has.
    Capabilities property(int property) {
        return answer(VIRTIO_INPUT_CFG_PROP_BITS, 0, bits(property));
    }

    /// Codes of an event type it sends, or understands.
    Capabilities events(int type, int... codes) {
        return answer(VIRTIO_INPUT_CFG_EV_BITS, type, bits(codes));
    }

    /// Range of an absolute axis. There is no resolution, as nobody knows how large a guest's
    /// screen is, and neither noise nor a dead zone.
    Capabilities axis(int code, int max) {
        return answer(VIRTIO_INPUT_CFG_ABS_INFO, code, new AxisInfo(max).bytes());
    }

    /// @return what there is to say, of length 0 if that is nothing
    byte[] find(InputConfig selected) {
        return answers.getOrDefault(selected, NOTHING);
    }

    private Capabilities answer(int select, int subsel, byte[] bytes) {
        answers.put(new InputConfig(select, subsel), bytes);
        return this;
    }

    /// Without a NUL (§5.8.4).
    private static byte[] string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_STRING) {
            throw new IllegalArgumentException("longer than a guest keeps: " + text);
        }
        return bytes;
    }

    /// A bitmap that ends with the byte of its highest bit.
    private static byte[] bits(int... numbers) {
        byte[] all = new byte[InputConfig.MAX_ANSWER];
        int size = 0;
        for (int number : numbers) {
            all[number / 8] |= (byte) (1 << number % 8);
            size = Math.max(size, number / 8 + 1);
        }
        return Arrays.copyOf(all, size);
    }
}
