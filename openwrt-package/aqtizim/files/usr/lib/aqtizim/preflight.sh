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

# Without its `v`; nothing where it does not run.
_aqtizim_version() {
	local version
	version="$("$1" --version 2>/dev/null)" && echo "${version#v}"
}

_aqtizim_is_new() {
	local version
	version="$(_aqtizim_version "$1")"
	[ "${version%%.*}" -ge 20 ] 2>/dev/null
}

# Sets `aqtizim_node`, the Node that runs us: the one on PATH where it is new enough, else that of the package aqtizim-node.
# Fails where there is neither.
aqtizim_find_node() {
	aqtizim_node=node
	! _aqtizim_is_new node || return 0
	aqtizim_node="$aqtizim_files/node/node"
	[ -x "$aqtizim_node" ]
}

# Names files of aqtizim-node that are missing or cut off. Sizes alone: the sums of 100 MB take a router seconds.
_aqtizim_lacking() {
	ls -ln "$aqtizim_files/node" 2>/dev/null | awk '
		NR == FNR { want[$2] = $1; next }
		($9 in want) && want[$9] == $5 { delete want[$9] }
		END { for (name in want) if (name !~ "/") printf " %s", name }
	' "$aqtizim_files/node/sizes" - 2>/dev/null || echo ' sizes'
}

# What aqtizim-node takes, and what is free for it, with what it has already; KB. A file system that packs what it stores
# needs half of it.
_aqtizim_flash() {
	local have need=118000
	have="$(ls -ln "$aqtizim_files/node" 2>/dev/null | awk '{ size += $5 } END { print int(size / 1024) }')"
	! grep -Eqs ' /overlay (ubifs|jffs2) ' "${MOUNTS:-/proc/mounts}" || need=$((need / 2)) have=$((have / 2))
	df -kP "${IPKG_INSTROOT}/usr" 2>/dev/null | awk -v need="$need" -v have="$have" 'END { print need, $4 + have }'
}

# Why the package aqtizim-node is no help; nothing where it may be installed.
_aqtizim_no_node() {
	local arch=''
	arch="$(. "${IPKG_INSTROOT}/etc/openwrt_release" 2>/dev/null && echo "$DISTRIB_ARCH")"
	case "$arch" in
	'' | x86_64 | aarch64_*) ;;
	*)
		echo "there is none for the processor $arch: on OpenWrt 24.10 install the package node, else take another router"
		return
		;;
	esac
	# shellcheck disable=SC2046 # two words
	set -- $(_aqtizim_flash)
	[ "${2:-0}" -ge "${1:-0}" ] 2>/dev/null ||
		echo "it takes $(($1 / 1000)) MB of flash, and $(($2 / 1000)) MB are free: this router needs a disk as overlay, or a larger one"
}

_aqtizim_node() {
	local version lacking reason said='Node is missing or does not run'
	if aqtizim_find_node && [ "$aqtizim_node" = node ]; then return; fi
	if [ -d "$aqtizim_files/node" ]; then
		lacking="$(_aqtizim_lacking)"
		if [ -n "$lacking" ]; then
			reason="$(_aqtizim_no_node)"
			if [ -n "$reason" ]; then
				echo "the package aqtizim-node is half installed (missing or cut off:$lacking), and to install it again is no help: $reason"
			else
				echo "the package aqtizim-node is half installed: install it again (missing or cut off:$lacking)"
			fi
		elif ! _aqtizim_is_new "$aqtizim_node"; then
			echo 'the Node of the package aqtizim-node does not run: install the one that was made for this processor'
		fi
		return
	fi
	version="$(_aqtizim_version node)"
	[ -z "$version" ] || said="Node $version is too old, at least 20 is needed"
	reason="$(_aqtizim_no_node)"
	if [ -n "$reason" ]; then
		echo "$said, and the package aqtizim-node is no help: $reason"
	else
		echo "$said: install the package aqtizim-node"
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

# A clock from before this package was made: a router without a battery whose network has not told it the time yet. Nothing
# is the worse for it but dates.
aqtizim_clock() {
	[ "$(date +%s)" -ge "$(date -r "$aqtizim_files/aqtizim.js" +%s)" ] ||
		echo "the clock of this router shows $(date -u '+%Y-%m-%d %H:%M') UTC, which is past: approve nothing until it is set (service sysntpd restart)"
}

# One sentence a line; nothing where all is there. Takes the place of /proc/meminfo, for tests.
aqtizim_faults() {
	_aqtizim_memory "$1"
	_aqtizim_damage
	_aqtizim_programs
	# What stands is ours, whatever has become of the settings: the daemon knows what to do then.
	[ -e "${IPKG_INSTROOT}/etc/aqtizim/boot.nft" ] || _aqtizim_settings
}
