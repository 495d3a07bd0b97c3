// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.qemu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LaunchTest {
    private static final String QEMU = "qemu-system-x86_64";

    private static List<String> words(String command) {
        return List.of(command.split(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "taskset -c 0-3",
                "taskset 0xf",
                "taskset -ac 0-3",
                "/usr/bin/taskset --cpu-list 0,2",
                "env A=b C=d",
                "env -u C A=b",
                "env -i --unset=X -- A=b",
                "env - A=b",
                "env --ignore-signal=INT",
                "nice",
                "nice -n 5",
                "nice -n5",
                "nice -5",
                "nice --5",
                "nice --adjustment=5",
                "nice --adj 5",
                "ionice -c2 -n7",
                "ionice -c 2 -n 7 -t",
                "ionice --class idle",
                "numactl --cpunodebind=0 --membind=0",
                "numactl --cpunodebind 0 -m 0",
                "numactl -N0 -l",
                "numactl -C 0-3 --interleave=all --",
                "systemd-run --user --scope -p MemoryMax=4G",
                "systemd-run --scope --user --unit=vm --property CPUQuota=50% -qG --",
                "gamemoderun",
                "prime-run",
                "setsid -w",
                "nohup",
                "chrt -f 50",
                "chrt -i 0",
                "chrt --idle",
                "chrt -d -T 100 -P 1000 0",
                "prlimit --memlock=unlimited -n1024:2048",
                "timeout 60",
                "timeout -k 5 --signal=TERM 60s",
                "stdbuf -oL",
                "choom -n 500 --",
                "nice -n 5 taskset -c 0-3 env A=b"
            })
    void programsBeforeQemu_areLookedThrough(String before) {
        Launch launch = Launch.of(words(before + " " + QEMU + " -m 1G"));
        assertEquals(words(before), launch.before());
        assertEquals(List.of(QEMU, "-m", "1G"), launch.qemu());
    }

    @Test
    void withoutAny_qemuIsTheProgram() {
        Launch launch = Launch.of(words("kvm -m 1G"));
        assertEquals(List.of(), launch.before());
        assertEquals(List.of("kvm", "-m", "1G"), launch.qemu());
    }

    @Test
    void environment_isQemus_alsoWhenItIsAsked() {
        Launch launch = Launch.of(words("nice env -u X A=b taskset 1 env PATH=/opt:/bin qemu-kvm"));
        assertEquals(words("env -u X A=b env PATH=/opt:/bin"), launch.environment());
        assertEquals(Optional.of("/opt:/bin"), launch.path());
    }

    /// What is typed, and the line that the message says works.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sudo qemu-system-x86_64 -m 1G | sudo env WAYLAND_DISPLAY=$WAYLAND_DISPLAY"
                        + " XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR zeropane run -- qemu-system-x86_64 ...",
                "nice sudo -E -u root kvm | sudo env WAYLAND_DISPLAY=$WAYLAND_DISPLAY"
                        + " XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR zeropane run -- kvm",
                "systemd-run --user -t -p MemoryMax=4G kvm -m 1G |"
                        + " zeropane run -- systemd-run --scope --user -p MemoryMax=4G kvm ...",
                "env -C /vm qemu-system-x86_64 -m 1G |"
                        + " env -C /vm zeropane run -- qemu-system-x86_64 ...",
                "taskset -p 1 kvm | taskset -p 1 zeropane run -- kvm",
                "setsid -f kvm -m 1G | setsid -f zeropane run -- kvm ...",
                "sh -c qemu-system-x86_64 | sh -c 'zeropane run -- qemu-system-x86_64 ...'",
                "/bin/bash vm.sh | \"zeropane run --\" in its script",
                "nice -n 5 sh vm.sh | \"zeropane run --\" in its script"
            })
    void whatPutsQemuOutOfReach_isNamed_withTheLineThatWorks(String typed, String line) {
        CommandRefusedException e =
                assertThrows(CommandRefusedException.class, () -> Launch.of(words(typed)));
        assertTrue(e.getMessage().contains(line), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "firejail --noprofile kvm -m 1G | firejail --noprofile zeropane run -- kvm ...",
                "./vm.sh | in a script, write \"zeropane run --\" before it",
            })
    void otherPrograms_areNoQemu(String typed, String line) {
        assertFalse(QemuCommand.of(words(typed)).isCalledQemu());
        String message = QemuCommand.of(words(typed)).notQemuMessage();
        assertTrue(message.contains(line), message);
    }

    @Test
    void nothingAfterTheWrapper_isRefused() {
        assertThrows(CommandRefusedException.class, () -> Launch.of(words("taskset -c 0-3")));
    }
}
