// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The numbers of a [DeviceRig]'s device at some moment.
record RigStats(Map<String, Object> all) {
    static RigStats of(DeviceRig rig) {
        return new RigStats(rig.control().stats().join());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static long number(Map<String, Object> members, String name) {
        return ((Number) members.get(name)).longValue();
    }

    private Map<String, Object> screen() {
        return object(((List<?>) all.get("scanouts")).getFirst());
    }

    private Map<String, Object> vmm() {
        return ((List<?>) screen().get("displays"))
                .stream()
                        .map(RigStats::object)
                        .filter(display -> display.get("display").equals("vmm"))
                        .findFirst()
                        .orElseThrow();
    }

    /// Of the first screen's pictures, by the device itself.
    long carriedOver() {
        return number(screen(), "bytesCopied");
    }

    /// How the first screen's picture is shared.
    String dmaBuf() {
        return String.valueOf(screen().get("dmabuf"));
    }

    Optional<String> refusal() {
        return Optional.ofNullable((String) screen().get("dmabufRefusal"));
    }

    long pinned() {
        return number(object(all.get("pinned")), "used");
    }

    long pinnedLimit() {
        return number(object(all.get("pinned")), "limit");
    }

    long shown() {
        return number(vmm(), "shown");
    }

    long dropped() {
        return number(vmm(), "dropped");
    }

    /// Updates that the displays were given.
    long given() {
        return number(screen(), "flips")
                + number(screen(), "refreshes")
                + number(screen(), "flushes");
    }

    /// By the device and the VMM's display.
    long bytesCopied() {
        return number(screen(), "bytesCopied") + number(vmm(), "bytesCopied");
    }

    void assertNothingWaits() {
        assertEquals(given(), shown() + dropped(), all::toString);
    }
}
