/** What is to be done about a daemon that a file wants, from what is known of it. Touches nothing. */
import { isUp, type State } from '../state.ts';
import { differences, type Manner } from './differences.ts';

/** What is known of a name. */
export interface Known extends Manner {
  readonly state: State;
  /** The file that it was started from; undefined when it was from none. */
  readonly file: string | undefined;
  /** Its start was killed, so that nobody has seen it become ready. */
  readonly isForsaken: boolean;
}

export type Decision =
  /** One that is being started or stopped by somebody else is waited for. */
  | { readonly type: 'start' }
  | { readonly type: 'leave'; readonly state: State }
  /** It runs as it is to run, but has lost its supervisor. */
  | { readonly type: 'take-over' }
  /** For what has changed, or, when that is nothing, because its start was killed. */
  | { readonly type: 'restart'; readonly changed: readonly string[] }
  /** It is not in the file any more. */
  | { readonly type: 'stop' }
  /** The same, and it does not run. */
  | { readonly type: 'forget' }
  /** Somebody else has this name. */
  | { readonly type: 'refuse'; readonly file: string | undefined };

/** `file` wants it to run in the manner `wanted`. */
export const decide = (file: string, wanted: Manner, known: Known | undefined): Decision => {
  if (!known || !isUp(known.state)) return { type: 'start' };
  if (known.file !== file) return { type: 'refuse', file: known.file };
  if (known.state === 'stopping') return { type: 'start' };
  const changed = differences(known, wanted);
  if (changed.length > 0 || known.isForsaken) return { type: 'restart', changed };
  if (known.state === 'starting') return { type: 'start' };
  return known.state === 'unsupervised' ? { type: 'take-over' } : { type: 'leave', state: known.state };
};
