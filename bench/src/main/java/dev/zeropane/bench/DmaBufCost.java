// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

/// Nanoseconds of processor time that one dma-buf took.
///
/// @param create the ioctl, and what is done to make it
/// @param map mapping it, and touching each page once
/// @param teardown unmapping and closing it
record DmaBufCost(long create, long map, long teardown) {}
