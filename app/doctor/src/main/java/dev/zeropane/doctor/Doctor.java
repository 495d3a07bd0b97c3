// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.doctor;

import dev.zeropane.doctor.Finding.Status;
import java.util.ArrayList;
import java.util.List;

/// Examines a machine. A check that fails does not stop the others.
public final class Doctor {
    /// Checks that share their results.
    private interface Group {
        List<Finding> examine() throws Exception;
    }

    private Doctor() {}

    public static List<Finding> examine(Host host) {
        List<Finding> findings = new ArrayList<>();
        add(findings, "system", Status.NO, () -> SystemChecks.examine(host));
        add(findings, "udmabuf", Status.WARN, () -> UdmabufChecks.examine(host));
        add(findings, "qemu", Status.WARN, () -> QemuChecks.examine(host));
        add(findings, "wayland", Status.WARN, () -> WaylandChecks.examine(host));
        return findings;
    }

    /// Whether the machine can serve a guest's screen.
    public static boolean canServe(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.status() == Status.NO);
    }

    /// @param broken the status if the checks themselves fail
    private static void add(List<Finding> findings, String id, Status broken, Group group) {
        try {
            findings.addAll(group.examine());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception | LinkageError e) {
            findings.add(
                    new Finding(id, id, broken, "could not be examined: " + e)
                            .remedy("please report it"));
        }
    }
}
