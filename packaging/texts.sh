#!/usr/bin/env bash
# Completions and manual pages, from a zonecut that runs on this machine: texts.sh ZONECUT FOLDER
set -euo pipefail
zonecut=$1 folder=$2
mkdir -p "$folder/completions" "$folder/man/man1"
"$zonecut" completions bash > "$folder/completions/zonecut.bash"
"$zonecut" completions zsh > "$folder/completions/_zonecut"
"$zonecut" completions fish > "$folder/completions/zonecut.fish"
"$zonecut" completions powershell > "$folder/completions/zonecut.ps1"
"$zonecut" man --output "$folder/man/man1"
