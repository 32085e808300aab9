#!/usr/bin/env bash
# The Homebrew formula of a release: formula.sh OWNER/NAME VERSION SHA256SUMS
# SHA256SUMS names every archive; the formula is printed.
set -euo pipefail
repository=$1 version=$2 sums=$3
sum() {
  local found
  found=$(awk -v file="zonecut-$version-$1.tar.gz" '$2 == file { print $1 }' "$sums")
  [ -n "$found" ] || { echo "no sum of $1 in $sums" >&2; return 1; }
  echo "$found"
}
mac_arm=$(sum aarch64-apple-darwin)
mac_intel=$(sum x86_64-apple-darwin)
linux_arm=$(sum aarch64-unknown-linux-musl)
linux_intel=$(sum x86_64-unknown-linux-musl)
sed -e "s|@REPOSITORY@|$repository|g" -e "s|@VERSION@|$version|g" \
  -e "s|@MAC_ARM@|$mac_arm|" -e "s|@MAC_INTEL@|$mac_intel|" \
  -e "s|@LINUX_ARM@|$linux_arm|" -e "s|@LINUX_INTEL@|$linux_intel|" \
  "$(dirname "$0")/homebrew/zonecut.rb"
