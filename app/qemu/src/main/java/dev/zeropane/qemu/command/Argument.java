// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One option of a QEMU command line with its value; or a word without an option, which is the name
/// of a disk image; or a section of a `-readconfig` file.
///
/// @param name the option without dashes, with `-M` as `machine`; empty for a disk image
/// @param value as typed; nothing for options without a value, and for sections
/// @param section the properties of a section
/// @param place where the user finds it, for messages
record Argument(String name, Optional<String> value, Optional<Properties> section, String place) {
    /// All options without a value, including those of older versions. Any other option takes the
    /// next word, even if that looks like an option.
    private static final Set<String> FLAGS =
            Set.of(
                    "h",
                    "help",
                    "version",
                    "S",
                    "s",
                    "preconfig",
                    "snapshot",
                    "nodefaults",
                    "no-user-config",
                    "no-reboot",
                    "no-shutdown",
                    "no-acpi",
                    "no-hpet",
                    "no-kvm",
                    "no-fd-bootchk",
                    "enable-kvm",
                    "enable-fips",
                    "enable-sync-profile",
                    "mem-prealloc",
                    "usb",
                    "daemonize",
                    "nographic",
                    "curses",
                    "sdl",
                    "alt-grab",
                    "ctrl-grab",
                    "no-frame",
                    "no-quit",
                    "full-screen",
                    "portrait",
                    "win2k-hack",
                    "singlestep",
                    "perfmap",
                    "jitdump",
                    "semihosting",
                    "only-migratable",
                    "old-param",
                    "async-teardown",
                    "xen-attach",
                    "xen-domid-restrict");

    /// @param words without the program's name
    static List<Argument> parse(List<String> words) {
        List<Argument> arguments = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            int end = at + 1;
            String word = words.get(at);
            if (word.startsWith("-") && !FLAGS.contains(bare(word)) && end < words.size()) {
                end++;
            }
            arguments.add(typed(words.subList(at, end)));
            at = end;
        }
        return arguments;
    }

    /// @param words one or two
    private static Argument typed(List<String> words) {
        String first = words.getFirst();
        String name = first.startsWith("-") ? bare(first) : "";
        return new Argument(
                name.equals("M") ? "machine" : name,
                words.size() > 1 ? Optional.of(words.get(1)) : Optional.empty(),
                Optional.empty(),
                "\"" + String.join(" ", words) + "\"");
    }

    /// QEMU takes one dash or two.
    private static String bare(String word) {
        return word.substring(word.startsWith("--") ? 2 : 1);
    }

    boolean is(String option) {
        return name.equals(option);
    }

    /// The value as properties; no properties if there is no value.
    ///
    /// @param impliedKey the key of a first word without `=`
    Properties properties(String impliedKey) {
        return section.or(() -> value.map(text -> Properties.parse(text, impliedKey)))
                .orElse(Properties.NONE);
    }

    /// The kind of device, if this is one.
    Optional<String> device() {
        return is("device") ? properties("driver").get("driver") : Optional.empty();
    }

    /// The kind of object, if this is one.
    Optional<String> object() {
        return is("object") ? properties("qom-type").get("qom-type") : Optional.empty();
    }

    @Override
    public String toString() {
        return place;
    }
}
