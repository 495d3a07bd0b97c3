# SPDX-License-Identifier: Apache-2.0
# What an installation consists of; sourced by install and uninstall after env.sh, never run.
# shellcheck shell=bash disable=SC2034   # what is set here is used there
#
#   PREFIX/lib/zeropane/        all of it: Java image, AOT cache, launcher (its contents: the file contents)
#   elsewhere                   launcher's link, man pages, completion, descriptor (the file manifest)
#
# A line of the manifest is a kind, a value and a path, parted by tabs:
#   f SHA256 PATH    a file      l TARGET PATH    a link      d - PATH    a folder that was missing

program=zeropane
qemu_backends=qemu/vhost-user

# locate [--user | --prefix DIR]: sets prefix, home (the folder) and descriptors (libvirt's folder for them).
locate() {
  case ${1:-} in
    --user)
      [[ -n ${HOME:-} ]] || die "--user: HOME is not set and uid $(id -u) has no home; use --prefix DIR"
      prefix=$HOME/.local descriptors=${XDG_CONFIG_HOME:-$HOME/.config}/$qemu_backends
      ;;
    --prefix) prefix=$(realpath -m -- "$2") descriptors='' ;;
    *) prefix=/usr/local descriptors='' ;;
  esac
  [[ $prefix != *[[:cntrl:]]* ]] || die "--prefix: the name of the folder has control characters; choose another"
  home=${prefix%/}/lib/zeropane
  # libvirt looks into /usr/share and /etc, not into /usr/local.
  case $prefix in
    /usr/local) descriptors=/etc/$qemu_backends ;;
    *) descriptors=${descriptors:-${prefix%/}/share/$qemu_backends} ;;
  esac
}

# One installation at a time: the lock is the folder that holds it.
lock() {
  exec 9<"$prefix/lib"
  flock -n 9 || die "another installation in $prefix is at work; wait for its end"
}

# ensure_trusted: what an installation says about itself is obeyed only if nobody else could have written it: root
# would otherwise remove whatever the owner of a prefix lists.
ensure_trusted() {
  local file owner mode
  for file in "$home" "$home/manifest" "$home/contents"; do
    [[ ! -L $file ]] || die "will not follow $file, a link: nothing was removed; remove it by hand"
    read -r owner mode < <(stat -c '%u %a' -- "$file") || die "cannot look at $file; nothing was removed"
    [[ $owner == "$(id -u)" || $owner == 0 ]] || die "$file belongs to uid $owner, not to uid $(id -u):" \
      "it is not obeyed, nothing was removed; run this as its owner"
    (((8#$mode & 2) == 0)) || die "everybody may write to $file: it is not obeyed, nothing was removed; remove it by hand"
  done
  ! grep -qE '^/|(^|/)\.\.(/|$)' -- "$home/contents" || die "$home/contents lists files that are not in $home;" \
    "nothing was removed; remove it by hand"
  ! cut -f3 -- "$home/manifest" | grep -qE '^[^/]|(^|/)\.\.(/|$)' || die "$home/manifest lists files that" \
    "zeropane install did not make; nothing was removed; remove it by hand"
}

# attempt WHAT REMEDY COMMAND...: one line if it fails, with the command's own reason (the error's name).
attempt() {
  local what=$1 remedy=$2 out
  shift 2
  out=$(LC_ALL=C "$@" 2>&1) || die "cannot $what: ${out##*: }; $remedy"
}

# is_as_listed KIND VALUE PATH: whether it is still what was installed.
is_as_listed() {
  case $1 in
    f) [[ -f $3 && ! -L $3 && $2 =~ ^[0-9a-f]{64}$ ]] && [[ $(sha256sum <"$3") == "$2 "* ]] ;;
    l) [[ -L $3 && $(readlink -- "$3") == "$2" ]] ;;
    *) return 1 ;;
  esac
}

# remove_listed KIND VALUE PATH: what others have changed is theirs now.
remove_listed() {
  [[ -e $3 || -L $3 ]] || return 0
  if is_as_listed "$@"; then
    attempt "remove $3" "do it by hand" rm -f -- "$3"
  else
    say "left $3 alone: it is not as it was installed"
  fi
}

# remove_folders PATH...: those that are empty, the last first.
remove_folders() {
  local i
  for ((i = $#; i > 0; i--)); do rmdir -- "${!i}" 2>/dev/null || true; done
}
