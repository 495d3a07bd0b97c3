// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.input;

/// Gets the changes that a [Model] makes of input events.
interface ChangeSink {
    /// Sets a control to a value; moves a relative control by a value. Setting the current value
    /// again is no change.
    void set(Control control, int value);
}
