/**
 * Being the first process of a container. Whoever loses its parents becomes a child of it, and stays a zombie until it is
 * reaped. Node reaps those that it has started, one by one, and nobody else; nothing in it can be told to. But a shell that waits
 * reaps whoever comes. So we become a shell, which starts us anew, passes signals on, and ends as we do. pid_namespaces(7), wait(2)
 */
import { becomeAnything, obstacleToBecoming } from './become.ts';
import { commandLineOf } from './process-table.ts';

const SHELL = '/bin/sh';

/** For those who look at it with ps(1), and for us to know it again. */
const PURPOSE = ': the first process of a container reaps, and passes signals on';

/**
 * It is written for dash, for the ash of busybox, and for bash. In a session of its own the other process has no terminal, whose
 * Ctrl-C would reach it a second time, past the shell. A signal ends the waiting, though what is waited for may go
 * on; it may also have ended at that very moment, and then dash has forgotten it, and bash remembers how. What a shell says
 * of a death by a signal is for nobody.
 */
const scriptFor = (signals: readonly NodeJS.Signals[]): string =>
  `${PURPOSE}
for name in ${signals.map((signal) => signal.slice('SIG'.length)).join(' ')}; do
  trap "came=$name; kill -s $name \\$pid 2>/dev/null" $name
done
command -v setsid >/dev/null && set -- setsid "$@"
"$@" & pid=$!
exec 2>/dev/null
[ "$came" ] && kill -s $came $pid
while came=; wait $pid; code=$?; [ "$came" ] && kill -0 $pid; do :; done
wait $pid; again=$?
[ $again = 127 ] || code=$again
exit $code`;

/**
 * This process becomes one that does the duties of the first process of a container, and starts us anew with this environment. Returns
 * only when it cannot, with what is in the way.
 */
export const becomeInit = (
  signals: readonly NodeJS.Signals[],
  environment: Readonly<Record<string, string>>,
): string => {
  const { argv, execArgv, execPath } = process;
  becomeAnything(SHELL, ['sh', '-c', scriptFor(signals), 'sh', execPath, ...execArgv, ...argv.slice(1)], environment);
  return obstacleToBecoming(SHELL) ?? `${SHELL} was refused`;
};

/** Whether our parent is what `becomeInit` became. It has the environment as it was; a shell hands on what it takes for variables. */
export const isBelowInit = (): boolean => process.ppid === 1 && (commandLineOf(1)[2]?.startsWith(PURPOSE) ?? false);
