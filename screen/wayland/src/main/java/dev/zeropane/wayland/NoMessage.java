// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.wayland;

/// The requests, or events, of an interface that has none.
public enum NoMessage implements Message {
    ;

    @Override
    public String signature() {
        throw new AssertionError();
    }
}
