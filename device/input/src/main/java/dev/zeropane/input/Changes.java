// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

/// Gets the changes a [Model] makes of what people do.
interface Changes {
    /// A control is at this value now; of a relative one, it changed by that. What is so already is
    /// no change.
    void set(Control control, int value);
}
