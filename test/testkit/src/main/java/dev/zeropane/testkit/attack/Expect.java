// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import java.util.Arrays;
import java.util.HexFormat;

/// Assertions of attacks, which run in the tests of several modules.
final class Expect {
    private Expect() {}

    static void equal(Object expected, Object actual, String what) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + ": " + actual + ", expected " + expected);
        }
    }

    static void bytes(byte[] expected, byte[] actual, String what) {
        if (!Arrays.equals(expected, actual)) {
            HexFormat hex = HexFormat.of();
            throw new AssertionError(
                    what + ": " + hex.formatHex(actual) + ", expected " + hex.formatHex(expected));
        }
    }

    static void isTrue(boolean is, String what) {
        if (!is) {
            throw new AssertionError(what);
        }
    }
}
