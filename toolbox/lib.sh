# Shared by toolbox/build, guest and kernels; sourced, never run.
# shellcheck shell=bash

toolbox_src=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

say() { printf 'toolbox/%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

# Where everything is kept. CI jobs may run with no HOME at all: then ask the user database.
cache_root() {
  local base=${XDG_CACHE_HOME:-} home=${HOME:-}
  if [[ -z $base ]]; then
    [[ -n $home ]] || home=$(getent passwd "$(id -u)" | cut -d: -f6)
    [[ -n $home ]] || die "neither XDG_CACHE_HOME nor HOME is set and uid $(id -u) has no home; set XDG_CACHE_HOME"
    base=$home/.cache
  fi
  printf '%s/zeropane\n' "$base"
}

# Names a result after what it is made from: any change to these files (or texts) is a new key.
key_of() { cat -- "$@" | sha256sum | cut -c1-12; }

toolbox_key() { key_of "$toolbox_src"/{build,lib.sh} "$toolbox_src"/packages/*; }

# list_of FILE: the names in a list of ours, one a line, without the comments.
list_of() { sed 's/#.*//' "$toolbox_src/$1" | tr -s '[:space:]' '\n' | sed '/^$/d'; }

# Fails early, with the remedy, instead of half-way with "command not found".
require() {
  local tool
  for tool; do
    command -v "$tool" >/dev/null || die "needs the program '$tool', which is not installed here"
  done
}

# begin DIR: makes sure only one process builds DIR, and sets $partial to the place to build it in.
# Returns 1 if another process finished DIR while we waited. The lock dies with its last holder, so no
# abort can leave it behind; and as a child (apt) still at work holds it too, no two ever write one tree.
begin() {
  local parent=${1%/*}
  mkdir -p "$parent" || die "cannot make $parent; set XDG_CACHE_HOME to a folder you can write to"
  exec 9>"$parent/lock"
  flock -n 9 || { say "waiting for another run that is building $parent"; flock 9; }
  partial=$1.partial
  [[ ! -d $1 ]]
}

# finish DIR: the tree becomes visible whole, in one rename. What no checkout has used for two weeks goes; other
# checkouts may run programs from theirs at this moment.
finish() {
  mv -T "$partial" "$1"
  find "${1%/*}" -mindepth 1 -maxdepth 1 -type d ! -path "$1" -mtime +14 -exec rm -rf {} +
  say "made $1, $(du -sh "$1" | cut -f1)"
}

# answer DIR: prints it, and notes that it is in use.
answer() {
  touch -c "$1" 2>/dev/null || true
  printf '%s\n' "$1"
}
