// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

/// The QEMUs the toolbox has.
public enum QemuVersion {
    QEMU_10_0("10.0"),
    QEMU_11_1("11.1");

    private final String number;

    QemuVersion(String number) {
        this.number = number;
    }

    @Override
    public String toString() {
        return number;
    }
}
