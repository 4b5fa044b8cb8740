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

# The last word, or standard input where the words end with a tag.
logger() {
	case $# in
	2) sed 's/^/log: /' >&2 ;;
	*)
		while [ $# -gt 1 ]; do shift; done
		echo "log: $1" >&2
		;;
	esac
}

add_group_and_user() { :; }

# Files of a package, as opkg or as apk keeps their list.
package_files() {
	cat "$IPKG_INSTROOT/usr/lib/opkg/info/$pkgname.list" "$IPKG_INSTROOT/lib/apk/packages/$pkgname.list" 2>/dev/null |
		grep "^/etc/$1/"
}

# opkg calls it with the script, apk with the name in `pkgname`. uci-defaults, then opkg's body, then the services; on a
# computer that builds an image only the body, and the services are enabled.
default_postinst() {
	local each pkgname="${pkgname:-$(basename "${1%.*}")}"
	for each in $(package_files uci-defaults); do
		[ -n "$IPKG_INSTROOT" ] || [ ! -f "$each" ] || { (. "$each") && rm -f "$each"; }
	done
	each="$IPKG_INSTROOT/usr/lib/opkg/info/$pkgname.postinst-pkg"
	[ ! -f "$each" ] || (. "$each")
	for each in $(package_files init.d); do
		if [ -n "$IPKG_INSTROOT" ]; then
			sh "$IPKG_INSTROOT/etc/rc.common" "$IPKG_INSTROOT$each" enable
			continue
		fi
		[ "$PKG_UPGRADE" = 1 ] || "$each" enable
		"$each" start
	done
}

default_prerm() {
	local each status=0 pkgname="${pkgname:-$(basename "${1%.*}")}"
	each="/usr/lib/opkg/info/$pkgname.prerm-pkg"
	[ ! -f "$each" ] || (. "$each") || status=$?
	for each in $(package_files init.d); do
		[ "$PKG_UPGRADE" = 1 ] || "$each" disable
		"$each" stop
	done
	# opkg removes nothing after another status than 0.
	return "$status"
}
