/**
 * What the guard does, a shell that waits beside the command. Its descriptor 3 leads to us: when that
 * connection ends, and the command has not, we were killed, and then it kills the command with all that it started.
 *
 * Where the command shares our process group, because it needs the terminal, the guard is in that group, too,
 * and counts signals: asked with `?` it tells which ones it has got. What it has got the command has got; what it
 * has not was sent to us alone, and we pass it on.
 *
 * Nothing in here comes from the user. The variables of a guard are none of the command's.
 */

/** In the command line of every guard, by which it is told from what the command started. */
export const GUARD = 'xspawn-guard';

/** Signals that xspawn passes on, without `SIG`. */
const PASSED_ON = 'HUP INT QUIT TERM USR1 USR2 WINCH TSTP CONT';

/** Others that a whole group may be sent; KILL and STOP cannot be ignored, CHLD shall not. */
const NOT_FOR_US = 'TTIN TTOU ALRM PIPE VTALRM PROF XCPU';

/**
 * The command leads a group: that is killed as a whole, and the guard with it, unless the command has ended (state Z,
 * or none). Nobody else can have its pid, as long as the guard is in a group of that number.
 */
const ownGroup = `trap '' ${PASSED_ON} ${NOT_FOR_US}
read -r word <&3
kill -0 "$pid" || exit 0
read -r stat <"/proc/$pid/stat" && set -- \${stat##*)} && [ "$1" = Z ] && exit 0
kill -KILL "-$pid"`;

/**
 * `read` is interrupted by a signal that is trapped: only when none woke it was that the end of the connection.
 * A trap runs between two commands: what was told is forgotten in the same one, lest a signal gets lost.
 */
const sharedGroup = `got= start=
birth() { start=; read -r stat <"/proc/$pid/stat" || return; set -- \${stat##*)}; start=\${20}; }
tree() {
  kill -STOP "$1"
  for file in "/proc/$1/task/"*/children; do
    read -r children <"$file"
    for child in $children; do tree "$child"; done
  done
  kill -KILL "$1"
}
birth
born=$start
for name in ${PASSED_ON}; do trap "got=\\"\\$got $name\\" woken=1" "$name"; done
trap '' ${NOT_FOR_US}
while :; do
  woken=
  if read -r word <&3; then
    said=$got got=
    echo "$said" >&3
  elif [ -z "$woken" ]; then
    break
  fi
done
`;

/** The pid may have been given to somebody else since. */
const killTree = `birth
[ "$start" != "$born" ] || tree "$pid"`;

const bodyOf = (isGroupOwn: boolean): string => (isGroupOwn ? ownGroup : sharedGroup + killTree);

/**
 * For the shell that becomes the command, and bears the guard before: from then on nothing of it can be left
 * behind. The guard must not be the command's child, which might wait for it. So it has a parent in between that
 * goes at once: killed, since the parent of a background job would make it ignore INT and QUIT.
 * A shell sets PWD where there is none, or another directory in it: the right one is the first operand.
 */
export const bornBefore = (isGroupOwn: boolean, hasPwd: boolean): string => `proctools_pid=$$
exec 4>&2 2>/dev/null
((exec </dev/null >/dev/null 4>&-
pid=$proctools_pid
read -r stat </proc/self/stat
set -- \${stat##*)}
kill -KILL "$2"
${bodyOf(isGroupOwn)}); :)
exec 3<&- 2>&4 4>&-
${hasPwd ? 'PWD=$1' : 'unset PWD'}
shift
exec "$@"`;

/** For a guard that is born after the command, whose pid it is told. */
export const bornAfter = (isGroupOwn: boolean): string => `pid=$1
${bodyOf(isGroupOwn)}`;

/** For one that only counts signals, and lets the command live. */
export const countingOnly = `pid=$1
${sharedGroup}`;
