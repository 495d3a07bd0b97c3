package dev.zeropane.control;

/// How many bytes of pictures may be with clients at a time: the guest chooses the size of its
/// screens. The control thread's alone.
final class CopyBudget {
    private long left;

    CopyBudget(long bytes) {
        left = bytes;
    }

    boolean take(long bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    void giveBack(long bytes) {
        left += bytes;
    }
}
