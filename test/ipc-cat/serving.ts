import type { Ended, Running } from '../rig/run.ts';
import type { Scene } from '../rig/scene.ts';
import { toolPath } from '../rig/tool.ts';

/** Starts ipc-cat. */
const startCat = (here: Scene, ...words: readonly string[]): Running => here.start(toolPath('ipc-cat'), words);

/** Starts a server, and waits until it listens. */
export const serve = async (here: Scene, ...words: readonly string[]): Promise<Running> => {
  const server = startCat(here, '-v', ...words);
  await server.until(/listening on/, 'stderr');
  return server;
};

/** What standard input, a text, is answered with. */
export const cat = (here: Scene, stdin: string, ...words: readonly string[]): Promise<Ended> =>
  here.tool('ipc-cat', words, { stdin });

/** Asks at the socket `./s`, or elsewhere. */
export const ask = (here: Scene, question: string, ...words: readonly string[]): Promise<Ended> =>
  cat(here, question, '--request', ...(words.some((word) => word.includes(':')) ? [] : ['unix:./s']), ...words);
