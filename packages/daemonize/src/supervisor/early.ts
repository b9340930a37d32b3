/**
 * A supervisor takes as long to boot as all else that a start does. So one is called before anything else is loaded, when a look at the
 * command line shows that one will be wanted. That is a guess, which may be wrong: then it goes as it came, having touched nothing.
 */
import { homeFolder } from '../store/home.ts';
import { type Called, callSupervisor } from './call.ts';

/** What only somebody can do who stays. */
const SUPERVISING = /^--(?:restart|health|max-memory|max-runtime|watch|log-size|log-time|log-pipe)(?:=|$)/;

/** With these nobody is wanted after all, or one who is handed sockets. */
const NOBODY = /^--(?:foreground|dry-run|workers|listen)(?:=|$)/;

/** The words before the command, as far as one can tell without knowing which options take a value. */
const optionsIn = (argv: readonly string[]): readonly string[] => {
  const words = argv[0] === 'start' ? argv.slice(1) : argv;
  const end = words.findIndex((word, at) => word === '--' || !(word.startsWith('-') || words[at - 1]?.startsWith('-')));
  return end === -1 ? words : words.slice(0, end);
};

/** Whether a command line looks as if a supervisor were wanted. */
export const wantsSupervisor = (argv: readonly string[]): boolean => {
  const options = optionsIn(argv);
  return options.some((word) => SUPERVISING.test(word)) && !options.some((word) => NOBODY.test(word));
};

let called: Called | undefined;

/** Calls one if it will be wanted. */
export const callEarly = (argv: readonly string[]): void => {
  try {
    if (wantsSupervisor(argv)) called = callSupervisor(homeFolder());
  } catch {} // it is called again when it is needed, and then what stands in the way is told
};

/** The one that was called. */
export const calledEarly = (): Called | undefined => called;
