// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.wayland.options;

/// Width and height.
public record Size(int width, int height) {}
