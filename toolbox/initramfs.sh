# How toolbox/guest and toolbox/kernels make what a kernel boots with; sourced after lib.sh, never run.
# shellcheck shell=bash
# Expect: root, the toolbox's tree with busybox; tree, where the initramfs is put together.

# use_kernel TREE: takes the kernel unpacked in TREE. Sets modules, its folder of modules, and release.
use_kernel() {
  modules=$(echo "$1"/usr/lib/modules/*)
  release=${modules##*/}
  vmlinuz=$1/boot/vmlinuz-$release
  if [[ ! -e $vmlinuz ]]; then vmlinuz=$modules/vmlinuz; fi     # since Linux 7
}

busybox() { "$root/usr/bin/busybox" "$@"; }

begin_tree() {
  local applet
  rm -rf "$tree"
  mkdir -p "$tree"/{bin,dev,etc,proc,run,sys,tmp,modules}
  cp "$root/usr/bin/busybox" "$tree/bin/"
  for applet in $(busybox --list); do
    if [[ $applet != busybox ]]; then ln -s busybox "$tree/bin/$applet"; fi
  done
}

# Names are compared with "_", as the kernel does; file names mix both.
has_module() { [[ -n ${module_files[$1]:-} ]] || grep -q "/${1//_/[-_]}\.ko$" "$modules/modules.builtin"; }

# add_module NAME ORDER: after the modules it depends on, unpacked, so that the guest need not; into the file
# ORDER, unless it is there by another list.
add_module() {
  local name=${1//-/_} file dependency depends
  if [[ -e $tree/modules/$name.ko ]]; then return; fi
  file=${module_files[$name]:-}
  case $file in
    *.xz) busybox unxz -c "$file" >"$tree/modules/$name.ko" ;;
    *.ko) cp "$file" "$tree/modules/$name.ko" ;;
    '') has_module "$name" && return; die "the kernel $release has no module $1" ;;
    *) die "do not know how to unpack the kernel module $file" ;;
  esac
  # .modinfo is a run of NUL-ended "key=value" texts.
  depends=$(tr '\0' '\n' <"$tree/modules/$name.ko" | LC_ALL=C sed -n 's/^depends=//p')
  for dependency in ${depends//,/ }; do add_module "$dependency" "$2"; done
  echo "$name" >>"$tree/modules/$2"
}

# add_modules LIST [ORDER]: the kernel's modules named in a list of ours. "a|b" is b for kernels without a. Their
# order of loading is in the guest's /modules/ORDER: `order` is loaded at its start.
add_modules() {
  local file name
  local -A module_files=()
  while read -r file; do
    name=${file##*/} name=${name%%.ko*}
    module_files[${name//-/_}]=$file
  done < <(find "$modules/kernel" -name '*.ko*')
  while read -r name; do
    if [[ $name == *'|'* ]] && ! has_module "${name%|*}"; then name=${name#*|}; fi
    add_module "${name%|*}" "${2:-order}"
  done < <(list_of "$1")
}

# finish_tree DIR: makes of it DIR/initramfs, beside DIR/vmlinuz. Owned by root whoever builds it. Not
# compressed: an emulated CPU unpacks slower than it reads.
finish_tree() {
  cp "$vmlinuz" "$1/vmlinuz"
  (cd "$tree" && find . | LC_ALL=C sort | busybox cpio -o -H newc -R 0:0) >"$1/initramfs" 2>"$tree.log" ||
    die "busybox cpio failed: $(cat "$tree.log")"
  rm -rf "$tree" "$tree.log"
}
