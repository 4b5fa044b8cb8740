# Ends a lab: waits until its standard input closes, which also happens when the lab's process crashes or is killed,
# then kills every process that lives in one of the lab's network namespaces or bears its mark, and removes its folder.
# The kernel gives a number that was freed to the next namespace, which may be that of a test that starts at this very
# moment: so each is held open until the end, and what bears another lab's mark is left alone.
#   cleanup.sh FOLDER      reads the processes that hold namespaces, one a line
folder=$1
namespaces=' '
keepers=
echo ready
while read -r holder; do
  net=$(readlink "/proc/$holder/ns/net") || continue
  namespaces="$namespaces$net "
  tail --pid=$$ -s 60 -f /dev/null <"/proc/$holder/ns/net" &
  keepers="$keepers $!"
done
for turn in 1 2 3; do
  found=
  for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    [ "$pid" = $$ ] && continue
    net=$(readlink "$process/ns/net" 2>/dev/null) || continue
    mark=$(tr '\0' '\n' <"$process/environ" 2>/dev/null | sed -n 's/^AQTIZIM_LAB=//p')
    case $namespaces in
      *" $net "*) [ -z "$mark" ] || [ "$mark" = "$folder" ] || continue ;;
      *) [ "$mark" = "$folder" ] || continue ;;
    esac
    kill -KILL "$pid" 2>/dev/null && found=1
  done
  [ -z "$found" ] && break
  sleep 0.1
done
rm -rf "$folder"
[ -z "$keepers" ] || kill $keepers
