#!/usr/bin/env bash
# Builds of flows over HTTP and their events, on a server of its own.
#   bench/Builds/measure.sh [SECONDS] [DATABASE_URL]
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-5} database=${2:-}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
dotnet publish src/WebApi -c Release -o "$work/server" -v q --nologo >/dev/null
dotnet build bench -c Release -o "$work/bench" -v q --nologo >/dev/null
env SKILLFLAW_CONFIG_DIR="$work/data" SKILLFLAW_PORT=7902 ${database:+SKILLFLAW_DATABASE_URL="$database"} \
  dotnet "$work/server/SkillFlaw.WebApi.dll" > "$work/log" & server=$!
for _ in $(seq 100); do grep -q listening "$work/log" && break; sleep 0.1; done
key=$(grep -o 'sk-[A-Za-z0-9_-]*' "$work/log" | head -1)
"$work/bench/SkillFlaw.Bench" builds http://127.0.0.1:7902 "$key" $server --seconds "$seconds"
awk '/VmRSS/ { printf "\nresident memory at the end: %d MB\n", $2 / 1024 }' "/proc/$server/status"
