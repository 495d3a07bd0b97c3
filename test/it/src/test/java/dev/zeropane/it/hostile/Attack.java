// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.hostile;

/// One request, and the type of the answer it must get.
record Attack(String name, byte[] request, int answer) {
    @Override
    public String toString() {
        return name;
    }
}
