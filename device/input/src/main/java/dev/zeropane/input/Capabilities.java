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

/// The description of a device: an answer for each `select` and `subsel` it knows (VIRTIO 1.3
/// §5.8.4). Built once, then only read.
final class Capabilities {
    /// Linux keeps 64 bytes of a string, its end included.
    private static final int MAX_STRING = 63;

    /// Virtio's own PCI vendor id, because no real vendor has such devices.
    private static final int VENDOR = 0x1af4;

    private static final int VERSION = 1;
    private static final byte[] NOTHING = {};

    private final Map<InputConfig, byte[]> answers = new HashMap<>();

    /// @param product distinguishes the devices of this module
    Capabilities(String name, String serial, int product) {
        answer(VIRTIO_INPUT_CFG_ID_NAME, 0, string(name));
        answer(VIRTIO_INPUT_CFG_ID_SERIAL, 0, string(serial));
        answer(
                VIRTIO_INPUT_CFG_ID_DEVIDS,
                0,
                new DeviceIds(Evdev.BUS_VIRTUAL, VENDOR, product, VERSION).bytes());
    }

    /// Adds an `INPUT_PROP_...`.
    Capabilities property(int property) {
        return answer(VIRTIO_INPUT_CFG_PROP_BITS, 0, bits(property));
    }

    /// Adds the codes of an event type that the device sends or understands.
    Capabilities events(int type, int... codes) {
        return answer(VIRTIO_INPUT_CFG_EV_BITS, type, bits(codes));
    }

    /// Adds the range of an absolute axis. It has no resolution, because the physical size of the
    /// screen is unknown.
    Capabilities axis(int code, int max) {
        return answer(VIRTIO_INPUT_CFG_ABS_INFO, code, new AxisInfo(max).bytes());
    }

    /// @return the answer, of length 0 if there is none
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
