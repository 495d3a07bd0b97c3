// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.option;

import picocli.CommandLine.IVersionProvider;

/// `zeropane --version`.
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getModule().getDescriptor().rawVersion().orElse("unknown");
        return new String[] {"zeropane " + version};
    }
}
