import type { Store } from '../store/home.ts';
import { launch } from './launch.ts';
import type { Launch } from './launch-request.ts';
import type { StartOutcome } from './outcome.ts';

/** Starts a daemon, with a supervisor if it is to have one. */
export const launchEither = async (store: Store, request: Launch): Promise<StartOutcome> => {
  if (!request.settings.supervision) return launch(store, request);
  return (await import('./launch-supervised.ts')).launchSupervised(store, request);
};
