// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.control;

/// The process that served the device has ended, or has closed its control socket.
public final class DeviceEndedException extends ControlException {
    private static final long serialVersionUID = 1;

    DeviceEndedException() {
        super("the device has ended");
    }
}
