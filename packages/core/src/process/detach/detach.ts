/**
 * Starting a process that is on its own: in a session and a process group of its own that it does
 * not lead (so it can never get a controlling terminal), child of init, with nothing inherited but
 * what it was given. setsid(2), daemon(7), credentials(7)
 *
 * As the textbook says it takes two forks. Node can do one, spawn's `detached`; the process born of
 * it, the intermediate, leads the session and does the other. While the intermediate lives it is the
 * parent, and so learns how the command ends; once it goes, init takes the command over.
 *
 * Two programs can be the intermediate. dash costs 1 ms. But a shell rebuilds the environment and
 * loses what is no variable to it, and cannot change the user; then it is Node, which costs 20 ms.
 */
import type { Birth, Detached, Hooks } from './birth.ts';
import { dashFile, obstacleForDash } from './dash-script.ts';
import { detachWithDash } from './with-dash.ts';

/** Starts a process of its own; see above. Rejects when it cannot be started, and then nothing is left. */
export const detach = async (birth: Birth, hooks: Hooks): Promise<Detached> => {
  const dash = dashFile();
  if (dash !== undefined && obstacleForDash(birth) === undefined) return detachWithDash(dash, birth, hooks);
  const { detachWithNode } = await import('./with-node.ts');
  return detachWithNode(birth, hooks);
};
