import type { Settings } from '../settings.ts';
import type { Store } from '../store/home.ts';
import type { LogKeeper } from './log-keeper.ts';

/** Loaded only where there is more to do for the logs than to open them. */
export const keeperFor = async (store: Store, name: string, settings: Settings): Promise<LogKeeper | undefined> => {
  if (!settings.logging) return undefined;
  const { LogKeeper } = await import('./log-keeper.ts');
  return new LogKeeper(store, name, settings, settings.logging);
};
