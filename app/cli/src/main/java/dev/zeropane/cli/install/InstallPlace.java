// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.cli.install;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Where to install: the options that install and uninstall share.
final class InstallPlace {
    @Option(
            names = "--prefix",
            paramLabel = "DIR",
            description = "install below DIR (default: /usr/local)")
    private Optional<Path> prefix = Optional.empty();

    @Option(names = "--user", description = "install for this user alone, below ~/.local")
    private boolean user;

    /// As the scripts want them.
    List<String> arguments() {
        if (user) {
            return List.of("--user");
        }
        return prefix.map(path -> List.of("--prefix", path.toString())).orElse(List.of());
    }
}
