# What rc.common's stand-in prints of a procd service, as the JSON for `ubus call service set`; nothing where there is none.
function words(text,    parts, count, at, out) {
	sub(/^\[/, "", text); sub(/\]$/, "", text)
	count = split(text, parts, /\] \[/)
	for (at = 1; at <= count; at++) out = out (at > 1 ? "," : "") "\"" parts[at] "\""
	return "[" out "]"
}
/^open / { inside = 1; instance = substr($2, 2, length($2) - 2); fields = "" }
/^param / {
	key = substr($2, 2, length($2) - 2)
	text = substr($0, length($1) + length($2) + 3)
	if (key ~ /^(command|respawn|file)$/) value = words(text)
	else if (key ~ /^(stdout|stderr)$/) value = "true"
	else if (key == "term_timeout") value = substr(text, 2, length(text) - 2)
	else next
	fields = fields (fields == "" ? "" : ",") "\"" key "\":" value
}
/^close/ { all = all (all == "" ? "" : ",") "\"" instance "\":{" fields "}" }
END { if (inside) print "{\"name\":\"" name "\",\"instances\":{" all "}}" }
