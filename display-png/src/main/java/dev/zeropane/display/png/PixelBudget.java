package dev.zeropane.display.png;

/// How many pixels all pictures may hold together: a guest chooses the size of its screens, and
/// their copies must leave heap for the rest of the process. Safe from any thread.
final class PixelBudget {
    private static final PixelBudget HALF_OF_HEAP =
            new PixelBudget(Runtime.getRuntime().maxMemory() / 2 / Integer.BYTES);

    private long left;

    PixelBudget(long pixels) {
        left = pixels;
    }

    /// What the pictures of this process share.
    static PixelBudget shared() {
        return HALF_OF_HEAP;
    }

    synchronized boolean take(int pixels) {
        if (pixels > left) {
            return false;
        }
        left -= pixels;
        return true;
    }

    synchronized void giveBack(int pixels) {
        left += pixels;
    }
}
