# What our init scripts use of OpenWrt's /lib/functions.sh, over UCI files in $UCI_CONFIG_DIR. Lists read as words with
# blanks between them, and what an earlier file said stays readable, both as there.

config_load() {
	CONFIG_SECTIONS=
	[ -r "$UCI_CONFIG_DIR/$1" ] || return 1
	eval "$(awk -f "$STAND_INS/uci.awk" "$UCI_CONFIG_DIR/$1" || echo false)"
}

config_get() {
	eval "$1=\${CONFIG_${2}_${3}-}"
	eval "[ -n \"\$$1\" ] || $1=\${4-}"
}

config_get_bool() {
	config_get "$1" "$2" "$3" "$4"
	eval "case \$$1 in 1|on|true|yes|enabled) $1=1 ;; 0|off|false|no|disabled) $1=0 ;; *) $1=$4 ;; esac"
}

config_foreach() {
	local section type
	for section in $CONFIG_SECTIONS; do
		config_get type "$section" TYPE
		[ "$type" != "$2" ] || "$1" "$section"
	done
}

logger() {
	while [ $# -gt 1 ]; do shift; done
	echo "log: $1" >&2
}
