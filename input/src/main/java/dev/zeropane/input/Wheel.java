package dev.zeropane.input;

/// One direction of a wheel: says both what `REL_..._HI_RES` wants, 120 for a notch, and whole
/// notches for guests that know no better.
final class Wheel {
    private static final int NOTCH = 120;

    private final Control fine;
    private final Control notches;
    private int rest;

    Wheel(int fine, int notches) {
        this.fine = Control.relative(fine);
        this.notches = Control.relative(notches);
    }

    void turn(int steps, Changes changes) {
        if (steps == 0) {
            return;
        }
        if (Integer.signum(rest) == -Integer.signum(steps)) {
            // Turned back: what was left of a notch is not to be overcome first.
            rest = 0;
        }
        long all = (long) rest + steps;
        rest = (int) (all % NOTCH);
        changes.set(fine, steps);
        if (all / NOTCH != 0) {
            changes.set(notches, (int) (all / NOTCH));
        }
    }
}
