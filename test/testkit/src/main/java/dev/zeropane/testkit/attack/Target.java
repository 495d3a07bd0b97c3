// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.testkit.attack;

import dev.zeropane.builtinguest.VmmOptions;
import dev.zeropane.testkit.Picture;
import dev.zeropane.testkit.vhostuser.TestVmm;
import java.util.Optional;

/// A virtio-gpu that attacks go against, in this process or in one of its own.
public interface Target {
    /// Screens it has: so many that pictures of one check after the other never wait for a file's
    /// turn.
    int OUTPUTS = 16;

    /// A machine that runs.
    TestVmm connect(VmmOptions options);

    /// The picture that a screen shows, if any; the first screen is 0.
    Optional<Picture> picture(int screen);
}
