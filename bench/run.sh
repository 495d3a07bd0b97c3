# SPDX-License-Identifier: Apache-2.0
# Builds what is measured and what measures; sourced by the commands here, never run.
# shellcheck shell=bash
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/..
"$here/zeropane" --version >/dev/null   # builds what is not current
# shellcheck source=scripts/env.sh
. "$here/scripts/env.sh"
ensure_jdk
ensure_maven
(cd "$here" && mvn -q -DskipTests -pl bench -am package >&2)

java=(
  "$JAVA_HOME/bin/java" --enable-native-access=dev.zeropane.linux -XX:+UseSerialGC
  -p "$root/app/cli/target/app:$(printf '%s:' "$root"/{test/testkit,bench,device/vga,machine/pci}/target/zeropane-*-SNAPSHOT.jar)"
)

# measure CLASS ARGUMENT...
measure() {
  local main=$1
  shift
  exec "${java[@]}" -m "dev.zeropane.bench/dev.zeropane.bench.$main" "$@"
}

# measure_in_vm KERNEL CLASS ARGUMENT...: on each kernel of the toolbox, or on KERNEL (6.12) unless empty, with
# a real /dev/udmabuf that takes every page of a 4K frame on its own. There an instruction takes a nanosecond,
# whatever else the machine does: the times are no hardware's, but repeat, and can be compared.
measure_in_vm() {
  local version=$1 main=$2 toolbox kernels kernel out
  local limit=1800
  shift 2
  sockets=$(mktemp -d)
  trap 'rm -rf "$sockets"' EXIT
  # shellcheck source=scripts/kernel-vm.sh
  . "$root/scripts/kernel-vm.sh"
  toolbox=$("$root/toolbox/build")
  kernels=$("$root/toolbox/kernels")
  for kernel in "$kernels"/${version:-*}; do
    [[ -e $kernel/release ]] || die "no kernel $version; there are: $(cd "$kernels" && echo *)"
    out=$root/target/bench/$main-${kernel##*/}
    rm -rf "$out"
    mkdir -p "$out"
    # shellcheck disable=SC2016
    write_job "$out" '' -- /bin/sh -c 'echo 16384 >/sys/module/udmabuf/parameters/list_limit && exec "$@"' sh \
      "${java[@]}" -XX:-UsePerfData -m "dev.zeropane.bench/dev.zeropane.bench.$main" "$@"
    say "booting Linux $(<"$kernel/release")"
    boot "$kernel" "$out" -accel tcg,thread=single -icount shift=0,sleep=off -smp 1 || true
    echo "Linux $(<"$kernel/release")"
    cat "$out/log"
    [[ $(cat "$out/status" 2>/dev/null) == 0 ]] || die "it failed; see target/bench/$main-${kernel##*/}/"
  done
}
