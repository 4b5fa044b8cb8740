# Sourced by /sbin/sysupgrade. The journal's last minute lies in memory: what the new OpenWrt gets of it has to be on flash
# before the files that it keeps are gathered.

# The daemon writes all down at its end; it runs again in case the upgrade comes to nothing.
aqtizim_write_down() {
	# Only where the router is about to go down: not for a backup, nor for the list of what would be kept.
	[ -z "$CONF_BACKUP" ] && [ "${CONF_BACKUP_LIST:-0}" = 0 ] || return 0
	/etc/init.d/aqtizim stop
	/usr/lib/aqtizim/await-end.sh
	/etc/init.d/aqtizim start
}

sysupgrade_init_conffiles="aqtizim_write_down $sysupgrade_init_conffiles"
