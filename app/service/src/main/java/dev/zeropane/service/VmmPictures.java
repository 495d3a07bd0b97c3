// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.service;

/// How the VMM gets the pictures that its own user interface shows.
public enum VmmPictures {
    PIXELS,
    /// For one that shows with OpenGL; another shows nothing.
    DMA_BUFS
}
