#!/usr/bin/env bash
# One archive of a release: archive.sh BINARY TARGET VERSION TEXTS OUT
# BINARY was built for TARGET, TEXTS is what texts.sh wrote, the archive comes into OUT.
set -euo pipefail
binary=$1 target=$2 version=$3 texts=$4 out=$5
root=$(cd "$(dirname "$0")/.." && pwd)
name="zonecut-$version-$target"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name" "$out"
out=$(cd "$out" && pwd)
cp -R "$texts/completions" "$texts/man" "$work/$name/"
cp "$root"/{README.md,CHANGELOG.md,LICENSE-APACHE,LICENSE-MIT,profiles.example.toml} "$work/$name/"
cp -R "$root/docs" "$work/$name/docs"
case "$target" in
  *windows*)
    install -m 755 "$binary" "$work/$name/zonecut.exe"
    (cd "$work" && zip -q -r "$out/$name.zip" "$name")
    ;;
  *)
    install -m 755 "$binary" "$work/$name/zonecut"
    # The same input makes the same archive.
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@${SOURCE_DATE_EPOCH:-0}" \
      -C "$work" -cf - "$name" | gzip -n -9 > "$out/$name.tar.gz"
    ;;
esac
