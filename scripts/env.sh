# SPDX-License-Identifier: Apache-2.0
# Finds what Zeropane is built and run with; sourced by ./zeropane and ./check, never run. Sourcing it starts
# no program but readlink, as every start of ./zeropane passes through here.
# shellcheck shell=bash
# Sets: root (the repository); after find_module: module; and after ensure_jdk: JAVA_HOME, exported.

root=$(readlink -f -- "${BASH_SOURCE[0]}")
root=${root%/scripts/env.sh}

# find_module NAME: sets module to its folder, as device/gpu, which will do as a name too; to nothing if there is none.
find_module() {
  local pom
  module=
  for pom in "$root/$1/pom.xml" "$root"/*/"$1/pom.xml"; do
    if [[ -n $1 && -f $pom ]]; then module=${pom#"$root/"} module=${module%/pom.xml}; return; fi
  done
}

program=${0##*/}
say() { printf '%s: %s\n' "$program" "$*" >&2; }
die() { say "$@"; exit 1; }

# What takes so long; with no text, nothing any more. Without a terminal it is lines, with the time each step took,
# and only of what says_steps was set for: whoever reads a log of a build waits, too.
progress() {
  if [[ -t 2 ]]; then
    printf '\r\033[K%s' "${1:+$program: $1 ...}" >&2
  elif [[ -n ${says_steps:-} ]]; then
    if [[ -n ${step:-} ]]; then say "$step: done in $((SECONDS - step_began)) s"; fi
    step=${1:-}
    step_began=$SECONDS
    if [[ -n $step ]]; then say "$step ..."; fi
  fi
}

main_class=dev.zeropane.cli/dev.zeropane.cli.Main

# train JAVA CACHE OPTION...: makes an AOT cache of the classes and methods that runs need, by such runs: guests
# without QEMU, drawing for a moment. Loading and linking them is half the time a start takes.
# The options must be those of later runs.
train() {
  local java=$1 cache=$2 work
  shift 2
  work=$(mktemp -d) || return 1
  rm -f -- "$cache"
  "$java" "$@" -XX:AOTCacheOutput="$cache" -m "${main_class%.*}.Training" "$work" >"$work/log" 2>&1 </dev/null || true
  [[ -s $cache ]] || cat -- "$work/log" >&2
  rm -rf -- "$work"
  [[ -s $cache ]]
}

# CI jobs may run with no HOME at all; Maven and the toolbox then have to agree on one.
if [[ -z ${HOME:-} ]]; then
  HOME=$(getent passwd "$(id -u)" | cut -d: -f6) || HOME=
  if [[ -n $HOME ]]; then export HOME; else unset HOME; fi
fi

# Empty if there is no place to keep anything.
cache_dir=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
cache_dir=${cache_dir:+$cache_dir/zeropane}

# Sets aot_folder to where this checkout's AOT cache is in cache_dir.
find_aot_folder() {
  aot_folder=${root//[^A-Za-z0-9._-]/-}
  aot_folder=aot/${aot_folder: -$((${#aot_folder} < 100 ? ${#aot_folder} : 100))}
}

# ---- JDK ---------------------------------------------------------------------------------------------

# jdk_major DIR: sets major to the feature release of the JDK in DIR, 0 if there is none. Reads its `release`
# file: starting java to ask would cost more than everything else here together.
jdk_major() {
  local line version=''
  major=0
  [[ -x $1/bin/javac && -r $1/release ]] || return 0
  while IFS= read -r line; do
    if [[ $line == JAVA_VERSION=* ]]; then version=${line#*=}; break; fi
  done <"$1/release"
  version=${version//\"/}
  version=${version%%[!0-9]*}
  major=${version:-0}
}

# The user's own choice first; else the oldest JDK that will do, being nearest to what the tests run on.
find_jdk() {
  local dir major best='' best_major=0 javac
  if [[ -n ${JAVA_HOME:-} ]]; then
    jdk_major "$JAVA_HOME"
    if ((major >= 25)); then export JAVA_HOME; return; fi
  fi
  for dir in /usr/lib/jvm/*; do
    jdk_major "$dir"
    if ((major >= 25 && (best_major == 0 || major < best_major))); then best=$dir best_major=$major; fi
  done
  if [[ -z $best ]] && javac=$(type -P javac); then
    javac=$(readlink -f -- "$javac")
    dir=${javac%/bin/javac}
    jdk_major "$dir"
    if ((major >= 25)); then best=$dir; fi
  fi
  [[ -n $best ]] || return 1
  export JAVA_HOME=$best
}

jdk_package=openjdk-25-jdk-headless

ensure_jdk() {
  find_jdk && return
  has_apt || die "found no JDK 25 or newer. Install your distribution's, or any under /usr/lib/jvm, or set JAVA_HOME"
  # A fresh machine has no package lists yet, which looks just like a distribution without the package.
  apt_offers "$jdk_package" || { may_install "a JDK ($jdk_package, if there is one)" && apt_update; } || true
  apt_offers "$jdk_package" || die "found no JDK 25 or newer, and this distribution has no package $jdk_package." \
    "Install any JDK 25, e.g. Temurin 25, under /usr/lib/jvm or set JAVA_HOME"
  install_packages "$jdk_package" || die "no JDK 25: install $jdk_package, or set JAVA_HOME to any JDK 25"
  find_jdk || die "installed $jdk_package, but there is still no JDK 25 under /usr/lib/jvm; set JAVA_HOME"
}

ensure_maven() {
  [[ -n ${HOME:-} ]] || die "HOME is not set and uid $(id -u) has no home; Maven needs one for what it downloads"
  type -P mvn >/dev/null && return
  has_apt || die "needs Maven 3.8 or newer to build: install your distribution's 'maven'"
  install_packages maven || die "needs Maven 3.8 or newer to build: install the package maven"
}

# ---- packages ----------------------------------------------------------------------------------------

has_apt() { type -P apt-get >/dev/null && type -P apt-cache >/dev/null; }

# The toolbox (guest kernel, QEMU, VM tests) is made of Debian's x86-64 packages.
is_toolbox_host() {
  has_apt && [[ $(uname -m) == x86_64 ]] && grep -qsx 'ID="\?debian"\?' /etc/os-release
}

apt_offers() {
  local policy
  policy=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null)
  [[ $policy == *Candidate:* && $policy != *'Candidate: (none)'* ]]
}

# Runs a command as root, without its output unless it fails.
as_root() {
  local sudo=() out
  if ((EUID != 0)); then
    if [[ -t 0 && -t 2 ]]; then sudo=(sudo); else sudo=(sudo -n); fi
  fi
  out=$("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@" 2>&1 </dev/null) && return
  printf '%s\n' "$out" >&2
  return 1
}

# Asks only a person at a terminal; scripts and CI jobs that started us have answered by doing so.
# One yes holds for the whole run.
may_install() {
  local answer
  if ((EUID != 0)) && ! type -P sudo >/dev/null; then
    say "cannot install $1: not root, and there is no sudo"
    return 1
  fi
  if [[ -n ${install_agreed:-} || -n ${CI:-} || ! -t 0 || ! -t 2 ]]; then return 0; fi
  read -r -p "$program: install $1 with apt-get? [Y/n] " answer || answer=n
  [[ -z $answer || $answer == [Yy]* ]] || return 1
  install_agreed=1
}

# Once per run, and a failure is no end: the lists at hand may do.
apt_update() {
  [[ -z ${apt_updated:-} ]] || return 0
  apt_updated=1
  say "reading the package lists (apt-get update)"
  as_root apt-get -q update || say "'apt-get update' failed; trying with the lists there are"
}

# install_packages NAME...: fails, having said why, if they cannot be installed.
install_packages() {
  has_apt || { say "cannot install $*: this is not a Debian-like system"; return 1; }
  may_install "$*" || return 1
  apt_update
  say "installing $*"
  # Another apt-get may be at work (cloud images update themselves after boot): wait for it.
  as_root apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@"
}
