# UCI with values in single quotes or none, as shell assignments; anything else is a syntax error, with no output.
function plain(text) {
	sub(/^[ \t]+/, "", text); sub(/[ \t]+$/, "", text)
	if (text ~ /^'[^']*'$/) return substr(text, 2, length(text) - 2)
	if (text ~ /['"]/) exit broken = 1
	return text
}
/^[ \t]*(#|$)/ { next }
$1 == "config" {
	type = plain($2); name = NF > 2 ? plain($3) : "cfg" (++count)
	lines[++n] = "CONFIG_SECTIONS=\"$CONFIG_SECTIONS " name "\""
	lines[++n] = "CONFIG_" name "_TYPE='" type "'"
	next
}
$1 == "option" || $1 == "list" {
	if (name == "") exit broken = 1
	key = $2; value = $0
	sub(/^[ \t]*[a-z]+[ \t]+[^ \t]+[ \t]*/, "", value)
	value = plain(value)
	variable = "CONFIG_" name "_" key
	if ($1 == "list" && (variable in seen)) value = seen[variable] " " value
	seen[variable] = value
	lines[++n] = variable "='" value "'"
	next
}
{ exit broken = 1 }
END {
	if (broken) exit 1
	for (at = 1; at <= n; at++) print lines[at]
}
