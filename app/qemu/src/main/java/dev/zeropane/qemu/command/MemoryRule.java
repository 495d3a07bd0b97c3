// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The machine's RAM. It must be shared memfds, or no other process can see what the guest draws.
/// Other memory, such as ivshmem or an NVDIMM, may be of any kind.
final class MemoryRule {
    private static final String ID = "zeropane-ram";
    private static final String BACKEND = "memory-backend-";
    private static final String MEMFD = BACKEND + "memfd";
    private static final String DIMM = "pc-dimm";
    private static final String RESIZABLE = "virtio-mem";

    /// The properties of other backends that a memfd also has.
    private static final List<String> KEPT =
            List.of(
                    "id",
                    "size",
                    "host-nodes",
                    "policy",
                    "prealloc",
                    "prealloc-threads",
                    "reserve",
                    "merge",
                    "dump");

    private MemoryRule() {}

    /// The options that make the RAM a memfd. Refuses RAM that the user explicitly made something
    /// else.
    static List<String> additions(List<Argument> arguments, Machine machine, Refusals refusals) {
        Set<String> ram = ids(arguments, machine);
        for (Argument argument : arguments) {
            if (argument.is("mem-path")) {
                refusals.delete(
                        argument,
                        "the guest's memory has to be a memfd; for huge pages, use -object"
                                + " memory-backend-memfd,hugetlb=on,... with -machine"
                                + " memory-backend=...");
            }
            if (isBackend(argument)
                    && argument.properties("").get("id").filter(ram::contains).isPresent()) {
                check(argument, refusals);
            }
        }
        if (machine.memoryBackend().isPresent()
                || arguments.stream().anyMatch(MemoryRule::isNodes)) {
            return List.of();
        }
        return List.of(
                "-object",
                "memory-backend-memfd,id=" + ID + ",share=on,size=" + size(arguments, refusals),
                "-machine",
                "memory-backend=" + ID);
    }

    /// The ids of the objects that are RAM.
    private static Set<String> ids(List<Argument> arguments, Machine machine) {
        Set<String> ids = new LinkedHashSet<>();
        machine.memoryBackend().ifPresent(ids::add);
        for (Argument argument : arguments) {
            if (argument.is("numa") || isPlugged(argument)) {
                argument.properties("driver").get("memdev").ifPresent(ids::add);
            }
        }
        return ids;
    }

    private static boolean isPlugged(Argument argument) {
        return argument.device()
                .filter(name -> name.equals(DIMM) || name.startsWith(RESIZABLE))
                .isPresent();
    }

    private static boolean isBackend(Argument argument) {
        return argument.object().filter(name -> name.startsWith(BACKEND)).isPresent();
    }

    private static void check(Argument argument, Refusals refusals) {
        Properties object = argument.properties("qom-type");
        if (!argument.object().orElseThrow().equals(MEMFD)
                || object.isOff("share")
                || object.isOff("seal")) {
            refusals.add(
                    "make "
                            + argument
                            + " \"-object "
                            + memfd(object)
                            + "\": the guest's RAM has to be a memfd with share=on and seal=on, or"
                            + " its screen cannot be shown from there");
        }
    }

    /// The object as a memfd.
    private static String memfd(Properties object) {
        StringBuilder words = new StringBuilder(MEMFD + ",share=on");
        for (String key : KEPT) {
            object.get(key)
                    .ifPresent(value ->
                            words.append(',')
                                    .append(key)
                                    .append('=')
                                    .append(value.replace(",", ",,")));
        }
        if (isHuge(object)) {
            words.append(",hugetlb=on");
        }
        return words.toString();
    }

    /// Huge pages are requested by a file on hugetlbfs, or by a property.
    private static boolean isHuge(Properties object) {
        return object.isOn("hugetlb")
                || object.get("mem-path").filter(path -> path.contains("hugepages")).isPresent();
    }

    /// QEMU takes memory backends of NUMA nodes or of the machine, but not both. Nodes with `mem=`
    /// only divide the machine's memory.
    private static boolean isNodes(Argument argument) {
        return argument.is("numa") && argument.properties("type").get("memdev").isPresent();
    }

    /// The size of the last `-m`, as in QEMU.
    private static long size(List<Argument> arguments, Refusals refusals) {
        long size = MemorySize.DEFAULT;
        for (Argument argument : arguments) {
            Optional<String> text =
                    argument.is("m") ? argument.properties("size").get("size") : Optional.empty();
            if (text.isPresent()) {
                Optional<Long> bytes = MemorySize.parse(text.get());
                if (bytes.isEmpty()) {
                    refusals.add(argument + " is no amount of memory");
                }
                size = bytes.orElse(size);
            }
        }
        // In QEMU, 0 also means the default.
        return size == 0 ? MemorySize.DEFAULT : size;
    }
}
