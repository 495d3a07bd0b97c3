// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

/// How the VMM gets the pictures for its own user interface.
public enum VmmPictures {
    PIXELS,
    /// For a user interface with OpenGL; others show nothing.
    DMA_BUFS
}
