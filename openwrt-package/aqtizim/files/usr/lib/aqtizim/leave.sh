#!/bin/sh
# Takes everything of ours out of the kernel, out of procd and out of the routing rules, when the package is removed.
# Lists, keys and the journal stay in /etc/aqtizim.

run="${IPKG_INSTROOT}/var/run/aqtizim"

end_service() {
	ubus call service delete "{\"name\":\"$1\"}" 2>/dev/null
}

end_service aqtizim
# As long as it runs it puts back what is taken away.
"${IPKG_INSTROOT}/usr/lib/aqtizim/await-end.sh"

end_service aqtizim-dns
end_service aqtizim-gate

rules="$(uci -q show network | sed -n 's/^network\.\(aqtizim_[A-Za-z0-9_]*\)=rule6\{0,1\}$/\1/p')"
for rule in $rules; do
	uci -q delete "network.$rule"
done
if [ -n "$rules" ]; then
	uci -q commit network
	ubus call network reload
fi

# What the installation has set, as long as nobody has set it to something else.
give_back() {
	local option="$1" was="$2" set="$3" service="$4"
	[ "$(uci -q get "$option")" = "$set" ] || return 0
	if [ -n "$was" ]; then uci -q set "$option=$was"; else uci -q delete "$option"; fi
	uci -q commit "${option%%.*}"
	[ ! -x "${IPKG_INSTROOT}/etc/init.d/$service" ] || "${IPKG_INSTROOT}/etc/init.d/$service" restart
}

noted="${IPKG_INSTROOT}/etc/aqtizim/router-settings"
[ ! -r "$noted" ] || while IFS='=' read -r option was; do
	case "$option" in
	system.ntp.enable_server) give_back "$option" "$was" 1 sysntpd ;;
	'dhcp.@dnsmasq[0].dnsforwardmax') give_back "$option" "$was" 1500 dnsmasq ;;
	esac
done <"$noted"
rm -f "$noted"

# netifd has taken away its own, but none of an interface that is down: those the daemon has put back itself.
show_rules() {
	ip "$1" rule show | sed 's/ \[detached\]//; s/[[:space:]]*$//'
}

take_rules() {
	local device mark
	for device in $(show_rules "$1" | sed -n 's/^901:[[:space:]]*from all iif \([^ ]*\) unreachable$/\1/p' | sort -u); do
		for mark in $(show_rules "$1" |
			sed -n "s/^900:[[:space:]]*from all fwmark \([^ ]*\) iif $device lookup main\$/\1/p"); do
			ip "$1" rule del priority 900 fwmark "$mark" iif "$device" lookup main 2>/dev/null
		done
		ip "$1" rule del priority 901 iif "$device" unreachable 2>/dev/null
	done
}

take_rules -4
take_rules -6

nft delete table inet aqtizim 2>/dev/null
rm -rf "$run" "${IPKG_INSTROOT}/etc/aqtizim/boot.nft"
exit 0
