// SPDX-License-Identifier: Apache-2.0

/// Virtio-input devices (VIRTIO 1.3 §5.8): a keyboard, a tablet and a touch screen that hand what
/// displays are told by people on to the guest.
module dev.zeropane.input {
    requires transitive dev.zeropane.display;
    requires transitive dev.zeropane.virtio;

    exports dev.zeropane.input;
}
