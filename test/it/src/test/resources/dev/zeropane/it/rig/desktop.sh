#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# desktop.sh PROGRAM ARGUMENT...: in the toolbox's guest, runs a program of the toolbox's that wants a whole
# system around it, a desktop. The toolbox is there read-only over 9p, and /share for files of the test's.
set -e
root=/desk
export HOME=/tmp XDG_RUNTIME_DIR=/run/user LIBSEAT_BACKEND=noop PATH=/usr/bin:/bin DISPLAY=:0
if [ -d $root ]; then exec chroot $root "$@"; fi
mkdir -p /toolbox $root
mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=1048576 toolbox /toolbox
mount -t tmpfs desk $root
mkdir -p $root/usr $root/etc $root/share $root/var/lib $root/var/log $root/tmp $root/run/udev/data $root/run/user \
  $root/run/spice-vdagentd
for dir in sbin lib lib64; do ln -s usr/$dir $root/$dir; done
mkdir $root/bin
cp /bin/busybox $root/bin/sh
mount --bind /toolbox/usr $root/usr
cp -r /toolbox/etc/X11 /toolbox/etc/fonts $root/etc/ 2>/dev/null || :
mount --bind /share $root/share
for dir in dev proc sys; do
  mkdir $root/$dir
  mount --rbind /$dir $root/$dir
done
# What udev would say of the input devices, as there is none. An absolute pointer counts as a mouse there.
for event in /sys/class/input/event*; do
  case $(cat $event/device/name) in
    *[Kk]eyboard*) kind=KEYBOARD ;;
    *[Tt]ablet*) kind=MOUSE ;;
    *) continue ;;
  esac
  printf 'I:1\nE:ID_INPUT=1\nE:ID_INPUT_%s=1\n' $kind >"$root/run/udev/data/c$(cat $event/dev)"
done
# And of the ports of virtio-serial, which programs find by their names.
mkdir -p /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do
  if [ -s "$port/name" ]; then ln -sf "../${port##*/}" "/dev/virtio-ports/$(cat "$port/name")"; fi
done
echo "root:x:0:0:root:/tmp:/bin/sh" >$root/etc/passwd
chmod 700 $root/run/user $root/run/spice-vdagentd
exec chroot $root "$@"
