#!/bin/sh
# Waits until the daemon, which somebody has told to end, has ended: 12 seconds at most, since procd kills it after 10.

lock="${IPKG_INSTROOT}/var/run/aqtizim/daemon.lock"

# The lock names boot, process and start time.
running() {
	local pid
	pid="$(awk '{ print $2 }' "$lock" 2>/dev/null)"
	case "$pid" in '' | *[!0-9]*) return 1 ;; esac
	kill -0 "$pid" 2>/dev/null
}

left=12
while running && [ "$left" -gt 0 ]; do
	sleep 1
	left=$((left - 1))
done
exit 0
