// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.vsock;

/// What tells a connection from every other one: the port at each end, all 32 bits.
record Ports(int guest, int host) {
    @Override
    public String toString() {
        return "guest's port %s, host's port %s"
                .formatted(Integer.toUnsignedString(guest), Integer.toUnsignedString(host));
    }
}
