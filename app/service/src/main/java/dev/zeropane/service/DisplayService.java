// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

import dev.zeropane.control.Device;

/// A graphics card that is served to VMMs, on its own device thread.
public interface DisplayService extends DeviceService {
    /// The card for the control socket, valid until [#close].
    Device control();
}
