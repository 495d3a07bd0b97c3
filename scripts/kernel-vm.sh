# SPDX-License-Identifier: Apache-2.0
# Runs a job on a kernel of toolbox/kernels, in a virtual machine with the host's files (toolbox/kernel-init);
# sourced after env.sh, never run.
# shellcheck shell=bash
# Expect: toolbox, what toolbox/build prints; JAVA_HOME; sockets, a folder for sockets, the caller's to delete;
# limit, in seconds, for one virtual machine.

quoted() { printf ' %q' "$@"; printf '\n'; }

# write_job OUT KEEP -- COMMAND...: makes OUT, which the guest can write, ready for boot. In the guest COMMAND
# is run with the host's files, of which the folders in the lines of KEEP must be seen wherever they are. What
# it says is then in OUT/log.
write_job() {
  local out=$1 keep=$2 aot_folder caches
  shift 3
  find_aot_folder
  caches=$cache_dir/$aot_folder
  if [[ ! -d $caches ]]; then caches=; fi
  printf '%s\n' "$out" >"$out/path"
  printf '%s\n' "$root" "$JAVA_HOME" "$toolbox" "$keep" "$caches" | sort -u >"$out/keep"
  {
    echo 'mkdir -p /run/home /run/user /run/cache/zeropane/aot && chmod 700 /run/user && cd /tmp || exit 125'
    # Copied, as the JVM of ./zeropane has crashed with the host's AOT cache mapped over 9p.
    if [[ -n $caches ]]; then printf 'cp -r %q /run/cache/zeropane/aot/ || exit 125\n' "$caches"; fi
    printf 'export%s' "$(quoted PATH="$PATH" LANG=C.UTF-8 HOME=/run/home XDG_RUNTIME_DIR=/run/user TMPDIR=/tmp \
      JAVA_HOME="$JAVA_HOME" XDG_CACHE_HOME=/run/cache ZEROPANE_PREBUILT=1)"
    echo
    printf 'exec%s >%q 2>&1\n' "$(quoted "$@")" "$out/log"
  } >"$out/job"
}

# boot KERNEL OUT [OPTION...]: with other processors than usual, if there are OPTIONs. One is usual: between
# several TCG has races (docs/run.md), and two virtual machines with one each are done sooner than one after
# the other with two. Returns QEMU's exit status. The port named qmp leads the guest to the monitor of its own
# QEMU, which can say what the screens show.
boot() {
  local kernel=$1 out=$2 processors=(-accel tcg -smp 1) status=0
  if (($# > 2)); then processors=("${@:3}"); fi
  rm -f "$sockets/qmp"
  # In the foreground, or Ctrl-C would not reach it. Both end with their parents.
  setpriv --pdeathsig TERM timeout --foreground -k 5 "$limit" setpriv --pdeathsig KILL "$toolbox/bin/qemu-system-x86_64-debian13" \
    -nodefaults -no-user-config -no-reboot -display none \
    "${processors[@]}" -cpu max -m 2048 \
    -kernel "$kernel/vmlinuz" -initrd "$kernel/initramfs" \
    -append "console=ttyS0 quiet panic=-1 oops=panic log_buf_len=4M mitigations=off hugepages=64 vt.global_cursor_default=0 consoleblank=0" \
    -serial stdio \
    -device isa-debug-exit,iobase=0xf4,iosize=4 \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
    -virtfs "local,path=${out//,/,,},mount_tag=out,security_model=none" \
    -chardev "socket,id=monitor,path=$sockets/qmp,server=on,wait=off" -mon chardev=monitor,mode=control \
    -chardev "socket,id=guest,path=$sockets/qmp" -device virtio-serial-pci \
    -device virtserialport,chardev=guest,name=qmp \
    -device cirrus-vga,id=cirrus -device bochs-display,id=bochs \
    >"$out/console.log" 2>&1 </dev/null || status=$?
  return "$status"
}
