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

nft delete table inet aqtizim 2>/dev/null
rm -rf "$run" "${IPKG_INSTROOT}/etc/aqtizim/boot.nft"
exit 0
