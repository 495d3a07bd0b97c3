// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.gpu;

/// How surfaces take a frame.
///
/// @param importing whether some take it as a dma-buf
/// @param reading whether some read it
record Viewers(boolean importing, boolean reading) {}
