// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vfiouser;

import dev.zeropane.json.Json;
import dev.zeropane.json.JsonException;
import dev.zeropane.linux.serve.PeerFaultException;
import dev.zeropane.vfiouser.protocol.VersionNumbers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The payload of VFIO_USER_VERSION: numbers, and optional JSON with a NUL at its end.
///
/// @param maxMsgFds the number of descriptors that the client takes with a message
record Version(long maxMsgFds) {
    private static final String CAPABILITIES = "capabilities";
    private static final String MAX_MSG_FDS = "max_msg_fds";

    /// The defaults of the other capabilities are right: only pages of 4 KiB, no
    /// REGION_WRITE_MULTI.
    private static final byte[] REPLY =
            (Json.write(Map.of(CAPABILITIES, Map.of("max_data_xfer_size", Message.MAX_DATA)))
                            + '\0')
                    .getBytes(StandardCharsets.UTF_8);

    /// @throws PeerFaultException if the client's version is not supported
    static Version read(Message message) {
        if (message.payloadSize() < VersionNumbers.SIZE) {
            throw new PeerFaultException(
                    "the client's version has " + message.payloadSize() + " bytes");
        }
        VersionNumbers version = VersionNumbers.read(message.payload(VersionNumbers.SIZE));
        if (version.major() != 0) {
            throw new PeerFaultException(
                    "the client speaks vfio-user %d.%d, not 0"
                            .formatted(version.major(), version.minor()));
        }
        String text = message.text(VersionNumbers.SIZE);
        return new Version(text.isEmpty() ? 1 : maxMsgFds(text));
    }

    private static long maxMsgFds(String text) {
        int end = text.length() - 1;
        if (text.indexOf('\0') != end) {
            throw new PeerFaultException(
                    "the client's capabilities do not end with their only NUL");
        }
        Map<String, Object> data;
        try {
            data = Json.readObject(text.substring(0, end));
        } catch (JsonException e) {
            throw new PeerFaultException("the client's capabilities: " + e.getMessage());
        }
        Object capabilities = data.getOrDefault(CAPABILITIES, Map.of());
        if (capabilities instanceof Map<?, ?> map) {
            Object fds = map.containsKey(MAX_MSG_FDS) ? map.get(MAX_MSG_FDS) : Long.valueOf(1);
            if (fds instanceof Long number && number >= 0) {
                return number;
            }
        }
        throw new PeerFaultException("the client's capabilities are not of their types");
    }

    /// @return bytes of the reply
    static int writeReply(MemorySegment payload) {
        // Version 0.0, which every client of version 0 speaks.
        new VersionNumbers(0, 0).write(payload);
        int text = VersionNumbers.SIZE;
        MemorySegment.copy(REPLY, 0, payload, ValueLayout.JAVA_BYTE, text, REPLY.length);
        return text + REPLY.length;
    }
}
