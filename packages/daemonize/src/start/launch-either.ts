import type { Store } from '../store/home.ts';
import type { Called } from '../supervisor/call.ts';
import { launch } from './launch.ts';
import type { Launch } from './launch-request.ts';
import { launchSupervised } from './launch-supervised.ts';
import type { StartOutcome } from './outcome.ts';

/** Starts a daemon, with a supervisor if it is to have one: that which was called already, if there is one. */
export const launchEither = async (store: Store, request: Launch, called?: Called): Promise<StartOutcome> => {
  const { crew, supervision } = request.settings;
  if (!supervision) return launch(store, request);
  if (!crew) return launchSupervised(store, request, called);
  called?.dismiss(); // this one is handed sockets when it is called
  return (await import('../crew/launch-crew.ts')).launchCrew(store, request);
};
