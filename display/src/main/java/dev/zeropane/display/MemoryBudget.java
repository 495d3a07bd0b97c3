// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display;

/// How many bytes copies of pictures may take together: a guest chooses the size of its screens.
/// Safe from any thread.
public final class MemoryBudget {
    private long left;

    public MemoryBudget(long bytes) {
        left = bytes;
    }

    /// @return false if there is not so much left, and then nothing was taken
    public synchronized boolean take(long bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    public synchronized void giveBack(long bytes) {
        left += bytes;
    }
}
