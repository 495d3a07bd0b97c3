package dev.zeropane.qemu;

import java.util.List;
import java.util.Optional;

/// The machine's RAM: it must be memfds, mapped shared, or no other process can see what the guest
/// draws.
final class Memory {
    private static final String ID = "zeropane-ram";
    private static final String BACKEND = "memory-backend-";

    private Memory() {}

    /// What is to be added so that it is.
    ///
    /// @throws CommandRefusedException if it is something else by the user's will
    static List<String> additions(List<Argument> arguments, Machine machine) {
        arguments.forEach(Memory::check);
        if (machine.memoryBackend().isPresent() || arguments.stream().anyMatch(Memory::isNodes)) {
            return List.of();
        }
        return List.of(
                "-object",
                "memory-backend-memfd,id=" + ID + ",share=on,size=" + size(arguments),
                "-machine",
                "memory-backend=" + ID);
    }

    private static void check(Argument argument) {
        if (argument.is("mem-path")) {
            throw CommandRefusedException.delete(
                    argument,
                    "the guest's memory has to be a memfd; for huge pages, use -object"
                            + " memory-backend-memfd,hugetlb=on,... with -machine"
                            + " memory-backend=...");
        }
        if (!argument.is("object")) {
            return;
        }
        Properties object = argument.properties("qom-type");
        Optional<String> type = object.get("qom-type").filter(name -> name.startsWith(BACKEND));
        if (type.isEmpty()) {
            return;
        }
        if (!type.get().equals(BACKEND + "memfd")) {
            throw CommandRefusedException.delete(
                    argument,
                    "memory that is no memfd cannot be shown from; use"
                            + " memory-backend-memfd,share=on, or leave the memory to this command");
        }
        if (object.isOff("share") || object.isOff("seal")) {
            throw CommandRefusedException.delete(
                    argument, "it has to be memory-backend-memfd with share=on and seal=on");
        }
    }

    /// QEMU takes the memory of nodes, or that of the machine, and not both. Nodes with `mem=` only
    /// say how the machine's is divided.
    private static boolean isNodes(Argument argument) {
        return argument.is("numa") && argument.properties("type").get("memdev").isPresent();
    }

    /// The last size counts.
    private static long size(List<Argument> arguments) {
        long size = MemorySize.DEFAULT;
        for (Argument argument : arguments) {
            Optional<String> text =
                    argument.is("m") ? argument.properties("size").get("size") : Optional.empty();
            if (text.isPresent()) {
                size =
                        MemorySize.parse(text.get())
                                .orElseThrow(() ->
                                        new CommandRefusedException(
                                                "\"" + argument + "\" is no amount of memory"));
            }
        }
        // QEMU, too, takes 0 for the default.
        return size == 0 ? MemorySize.DEFAULT : size;
    }
}
