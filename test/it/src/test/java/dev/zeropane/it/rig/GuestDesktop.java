// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.it.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A system with stock programs of Debian's in the toolbox's Linux, which has none: the toolbox's
/// packages over 9p, and a folder that the guest and the test share.
public final class GuestDesktop {
    /// Starts X on the guest's screen, as its first display.
    public static final String XORG =
            "/usr/lib/xorg/Xorg :0 -config /share/xorg.conf -logfile /share/xorg.log -novtswitch"
                    + " -sharevts -nolisten tcp";

    private static final String SCRIPT = "desktop.sh";
    private static final String MOUNT = " -t 9p -o trans=virtio,version=9p2000.L";

    private final Path share;

    /// Makes the folder to be shared.
    public GuestDesktop(Path directory) {
        share = directory.resolve("share");
        try (InputStream script = GuestDesktop.class.getResourceAsStream(SCRIPT)) {
            Files.createDirectory(share);
            Files.copy(script, share.resolve(SCRIPT));
            // Without OpenGL, which would take minutes.
            Files.writeString(
                    share.resolve("xorg.conf"),
                    """
                    Section "Device"
                      Identifier "card"
                      Driver "modesetting"
                      Option "AccelMethod" "none"
                    EndSection
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The folder on the host that is `/share` for the guest's programs.
    public Path share() {
        return share;
    }

    /// Arguments of QEMU.
    public List<String> machine() {
        return List.of(
                "-virtfs",
                shared(Toolbox.root(), "toolbox") + ",readonly=on,multidevs=remap",
                "-virtfs",
                shared(share, "share"));
    }

    private static String shared(Path directory, String tag) {
        return "local,security_model=none,path=" + directory + ",mount_tag=" + tag;
    }

    /// Has the guest mount the folder, once it has booted.
    public void mount(SerialConsole guest) {
        guest.run("mkdir /share && mount" + MOUNT + ",cache=none share /share");
    }

    /// A line for the guest's shell that runs a program of the toolbox's.
    ///
    /// @param environment variables for it, as a shell takes them
    public static String command(String environment, String program) {
        return environment + " sh /share/" + SCRIPT + " " + program;
    }

    /// What a program has written into a file in the shared folder.
    public String text(String file) {
        try {
            return Files.readString(share.resolve(file));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
