# What has to be there before anything of ours starts; for /etc/init.d/aqtizim and /usr/bin/aqtizim.

aqtizim_files="${IPKG_INSTROOT}/usr/lib/aqtizim"

# A quarter of the memory, from 64 to 256 MB: Node would take what it believes a PC has.
aqtizim_heap() {
	awk '/^MemTotal:/ { size = int($2 / 4096) } END { print (size < 64) ? 64 : ((size > 256) ? 256 : size) }' \
		"${1:-/proc/meminfo}"
}

_aqtizim_has() {
	command -v "$1" >/dev/null 2>&1
}

# Everything that our ruleset asks of the kernel; nothing of it is loaded.
_aqtizim_probe() {
	nft -c -f - >/dev/null 2>&1 <<-RULES
	table inet aqtizim_probe {
		set seen { type ether_addr; flags dynamic; size 16; }
		chain first { type nat hook prerouting priority dstnat; tcp dport 80 redirect to :8080; }
		chain then {
			type filter hook input priority filter;
			fib daddr type local add @seen { ether saddr ct count over 4 } reject with tcp reset
		}
	}
	RULES
}

_aqtizim_node() {
	local version
	version="$(node --version 2>/dev/null)"
	version="${version#v}"
	[ "${version%%.*}" -ge 20 ] 2>/dev/null && return
	if [ -n "$version" ]; then
		echo "Node $version is too old: at least 20 is needed"
	else
		echo 'Node is missing or does not run: install the package node (OpenWrt 24.10), or node137 (25.12; see docs/router-install.md)'
	fi
}

_aqtizim_programs() {
	_aqtizim_has fw4 || echo 'fw4 is missing: aqtizim needs OpenWrt 22.03 or newer with its firewall4'
	if ! _aqtizim_has nft; then
		echo 'nft is missing: install the package firewall4'
	elif ! _aqtizim_probe; then
		echo 'the kernel does not take our rules: install the packages kmod-nft-connlimit, kmod-nft-nat and kmod-nft-fib'
	fi
	if ! _aqtizim_has dnsmasq; then
		echo 'dnsmasq is missing: install the package dnsmasq-full'
	elif ! dnsmasq --version 2>/dev/null | grep -Eq '^Compile time options:.* nftset( |$)'; then
		echo 'this dnsmasq cannot fill the sets of the kernel: replace the package dnsmasq by dnsmasq-full'
	fi
	_aqtizim_has haproxy || echo 'haproxy is missing: install the package haproxy-nossl'
	_aqtizim_has conntrack || echo 'conntrack is missing: install the package conntrack'
	ip -V 2>/dev/null | grep -q iproute2 || echo 'this ip cannot watch the routing rules: install the package ip-full'
	_aqtizim_node
}

_aqtizim_settings() {
	local file="${IPKG_INSTROOT}/etc/config/aqtizim"
	if [ ! -e "$file" ]; then
		echo "the settings are missing: /etc/config/aqtizim"
	elif ! grep -Eq "^[[:space:]]*config[[:space:]]+['\"]?aqtizim['\"]?[[:space:]]+['\"]?main['\"]?[[:space:]]*\$" "$file"; then
		echo "/etc/config/aqtizim is none of aqtizim's: move it away, and take /etc/config/aqtizim-opkg or aqtizim.apk-new for it"
	fi
}

# Under 100 MB there is no room for Node beside the router's own work; a router sold with 128 MB has more than that.
_aqtizim_memory() {
	awk '/^MemTotal:/ && $2 < 100000 {
		printf "this router has %d MB of memory: 128 MB is the floor, 256 MB are right\n", $2 / 1024
	}' "${1:-/proc/meminfo}"
}

_aqtizim_damage() {
	local said
	said="$(cd "$aqtizim_files" && sha256sum -c sums 2>/dev/null)" && return
	# shellcheck disable=SC2046,SC2116 # one line of them
	said="$(echo $(echo "$said" | sed -n 's/: FAILED.*//p'))"
	echo "files of the package aqtizim are damaged or half replaced: install the package again (${said:-sums})"
}

# One sentence a line; nothing where all is there. Takes the place of /proc/meminfo, for tests.
aqtizim_faults() {
	_aqtizim_memory "$1"
	_aqtizim_damage
	_aqtizim_programs
	# What stands is ours, whatever has become of the settings: the daemon knows what to do then.
	[ -e "${IPKG_INSTROOT}/etc/aqtizim/boot.nft" ] || _aqtizim_settings
}
