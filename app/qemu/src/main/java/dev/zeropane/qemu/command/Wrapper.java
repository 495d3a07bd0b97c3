// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A program that starts another one named by its arguments: it replaces itself, so that signals
/// reach the other, or it passes signals on. Only programs that leave QEMU within reach are here.
///
/// @param flags short options without a value
/// @param valued short options with a value, in the same word or the next
/// @param attached short options whose value, if any, is in the same word
/// @param longFlags long options without a value, or with one after `=`
/// @param longValued long options with a value, after `=` or in the next word
/// @param operands the words between the options and the other program's name
record Wrapper(
        String name,
        String flags,
        String valued,
        String attached,
        Set<String> longFlags,
        Set<String> longValued,
        Operands operands) {
    /// Words between the options and the program.
    enum Operands {
        NONE,
        ONE,
        /// An optional number.
        NUMBER,
        /// Any number of `NAME=VALUE`.
        VARIABLES
    }

    static final String ENV = "env";
    static final String SYSTEMD_RUN = "systemd-run";

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern OLD_NICENESS = Pattern.compile("--?\\+?\\d+");

    private static final Map<String, Wrapper> ALL =
            Stream.of(
                            new Wrapper(
                                    ENV,
                                    "iv",
                                    "u",
                                    "",
                                    Set.of(
                                            "ignore-environment",
                                            "debug",
                                            "block-signal",
                                            "default-signal",
                                            "ignore-signal"),
                                    Set.of("unset"),
                                    Operands.VARIABLES),
                            new Wrapper(
                                    "nice",
                                    "",
                                    "n",
                                    "",
                                    Set.of(),
                                    Set.of("adjustment"),
                                    Operands.NONE),
                            new Wrapper(
                                    "ionice",
                                    "t",
                                    "cn",
                                    "",
                                    Set.of("ignore"),
                                    Set.of("class", "classdata"),
                                    Operands.NONE),
                            new Wrapper(
                                    "taskset",
                                    "ac",
                                    "",
                                    "",
                                    Set.of("all-tasks", "cpu-list"),
                                    Set.of(),
                                    Operands.ONE),
                            new Wrapper(
                                    "numactl",
                                    "alb",
                                    "cimpwCNP",
                                    "",
                                    Set.of("all", "localalloc", "balancing"),
                                    Set.of(
                                            "interleave",
                                            "weighted-interleave",
                                            "membind",
                                            "preferred",
                                            "preferred-many",
                                            "physcpubind",
                                            "cpunodebind",
                                            "cpubind"),
                                    Operands.NONE),
                            new Wrapper(
                                    "chrt",
                                    "abdefiorvR",
                                    "TPD",
                                    "",
                                    Set.of(
                                            "all-tasks",
                                            "batch",
                                            "deadline",
                                            "ext",
                                            "fifo",
                                            "idle",
                                            "other",
                                            "rr",
                                            "reset-on-fork",
                                            "verbose"),
                                    Set.of("sched-runtime", "sched-period", "sched-deadline"),
                                    Operands.NUMBER),
                            new Wrapper(
                                    "prlimit",
                                    "",
                                    "o",
                                    "cdefilmnqrstuvxy",
                                    Set.of(
                                            "core",
                                            "data",
                                            "nice",
                                            "fsize",
                                            "sigpending",
                                            "memlock",
                                            "rss",
                                            "nofile",
                                            "msgqueue",
                                            "rtprio",
                                            "stack",
                                            "cpu",
                                            "nproc",
                                            "as",
                                            "locks",
                                            "rttime",
                                            "verbose",
                                            "noheadings",
                                            "raw"),
                                    Set.of("output"),
                                    Operands.NONE),
                            new Wrapper(
                                    "timeout",
                                    "fpv",
                                    "ks",
                                    "",
                                    Set.of("foreground", "preserve-status", "verbose"),
                                    Set.of("kill-after", "signal"),
                                    Operands.ONE),
                            new Wrapper(
                                    "setsid",
                                    "cw",
                                    "",
                                    "",
                                    Set.of("ctty", "wait"),
                                    Set.of(),
                                    Operands.NONE),
                            new Wrapper(
                                    "stdbuf",
                                    "",
                                    "ioe",
                                    "",
                                    Set.of(),
                                    Set.of("input", "output", "error"),
                                    Operands.NONE),
                            new Wrapper(
                                    "choom",
                                    "",
                                    "n",
                                    "",
                                    Set.of(),
                                    Set.of("adjust"),
                                    Operands.NONE),
                            new Wrapper(
                                    SYSTEMD_RUN,
                                    "dqGtPrS",
                                    "upEHM",
                                    "",
                                    Set.of(
                                            "scope",
                                            "user",
                                            "system",
                                            "same-dir",
                                            "slice-inherit",
                                            "quiet",
                                            "collect",
                                            "no-block",
                                            "no-ask-password",
                                            "expand-environment",
                                            "send-sighup",
                                            "pty",
                                            "pipe",
                                            "wait",
                                            "remain-after-exit"),
                                    Set.of(
                                            "unit",
                                            "property",
                                            "description",
                                            "slice",
                                            "setenv",
                                            "nice",
                                            "service-type",
                                            "job-mode",
                                            "background"),
                                    Operands.NONE),
                            plain("nohup"),
                            plain("gamemoderun"),
                            plain("prime-run"))
                    .collect(Collectors.toUnmodifiableMap(Wrapper::name, Function.identity()));

    private static Wrapper plain(String name) {
        return new Wrapper(name, "", "", "", Set.of(), Set.of(), Operands.NONE);
    }

    /// @param name of a program, without its folder
    /// @return null if it is not one of these programs
    static Wrapper called(String name) {
        return ALL.get(name);
    }

    /// The index of the command that the wrapper starts.
    ///
    /// @param at the index of the wrapper's name
    /// @return nothing if the index is unknown, because of an unknown option or another use of the
    ///   program
    OptionalInt command(List<String> words, int at) {
        int next = at + 1;
        while (next < words.size() && words.get(next).startsWith("-")) {
            String word = words.get(next);
            if (word.equals("--")) {
                next++;
                break;
            }
            int count = option(word);
            if (count == 0) {
                return OptionalInt.empty();
            }
            next += count;
        }
        next = afterOperands(words, next);
        return next < words.size() ? OptionalInt.of(next) : OptionalInt.empty();
    }

    /// @return the number of words of this option; 0 if it is unknown
    private int option(String word) {
        if (name.equals("nice") && OLD_NICENESS.matcher(word).matches()) {
            return 1;
        }
        if (word.equals("-")) {
            return name.equals(ENV) ? 1 : 0;
        }
        return word.startsWith("--") ? longOption(word.substring(2)) : shortOptions(word);
    }

    /// Names of long options may be shortened if they stay unique.
    private int longOption(String text) {
        int equals = text.indexOf('=');
        String typed = equals < 0 ? text : text.substring(0, equals);
        List<String> meant =
                Stream.concat(longFlags.stream(), longValued.stream())
                        .filter(option -> option.startsWith(typed))
                        .toList();
        String option = meant.size() == 1 ? meant.getFirst() : typed;
        if (longValued.contains(option)) {
            return equals < 0 ? 2 : 1;
        }
        return longFlags.contains(option) ? 1 : 0;
    }

    private int shortOptions(String word) {
        for (int i = 1; i < word.length(); i++) {
            char option = word.charAt(i);
            if (valued.indexOf(option) >= 0) {
                return i + 1 < word.length() ? 1 : 2;
            }
            if (attached.indexOf(option) >= 0) {
                return 1;
            }
            if (flags.indexOf(option) < 0) {
                return 0;
            }
        }
        return 1;
    }

    private int afterOperands(List<String> words, int from) {
        int next = from;
        switch (operands) {
            case NONE -> {}
            case ONE -> next++;
            case NUMBER -> {
                if (next < words.size() && NUMBER.matcher(words.get(next)).matches()) {
                    next++;
                }
            }
            case VARIABLES -> {
                while (next < words.size() && words.get(next).indexOf('=') > 0) {
                    next++;
                }
            }
        }
        return next;
    }
}
