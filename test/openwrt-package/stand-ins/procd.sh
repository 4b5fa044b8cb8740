# What our init scripts use of OpenWrt's /lib/functions/procd.sh: each call is said, one a line, words in brackets. Without
# PROCD it is procd that is asked over ubus, as there.
procd_running() {
	if [ -n "${PROCD-}" ]; then
		[ -s "$PROCD/$1" ]
	else
		[ "$(ubus call service list "{\"name\":\"$1\"}" | jsonfilter -e "@['$1'].instances['$2'].running")" = true ]
	fi
}
procd_open_instance() { echo "open [$1]"; }
procd_set_param() {
	printf 'param'
	printf ' [%s]' "$@"
	echo
}
procd_close_instance() { echo close; }
procd_add_reload_trigger() {
	printf 'reload trigger'
	printf ' [%s]' "$@"
	echo
}
