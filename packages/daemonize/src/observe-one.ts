import { isUnseen, observe, type Status } from './observe.ts';
import type { Store } from './store/home.ts';
import type { DaemonRecord } from './store/record.ts';

/** As `observe`; of an end that nobody saw also how it was, where a supervisor had seen to it that this is written down. */
export const observeOne = async (store: Store, record: DaemonRecord): Promise<Status> => {
  const status = observe(record);
  if (!record.settings.supervision || !isUnseen(record, status.state)) return status;
  const { unseenExit } = await import('./store/unseen-exit.ts');
  return { ...status, lastExit: unseenExit(store, record) };
};
