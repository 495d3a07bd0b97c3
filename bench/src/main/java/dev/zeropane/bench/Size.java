// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.bench;

/// A resolution.
record Size(int width, int height) {
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
