// SPDX-License-Identifier: Apache-2.0

/// JSON texts, written and read: what the control socket and QEMU's monitor speak.
module dev.zeropane.json {
    exports dev.zeropane.json;
}
