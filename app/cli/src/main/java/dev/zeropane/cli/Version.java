// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli;

import picocli.CommandLine.IVersionProvider;

/// `zeropane --version`.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getModule().getDescriptor().rawVersion().orElse("unknown");
        return new String[] {"zeropane " + version};
    }
}
