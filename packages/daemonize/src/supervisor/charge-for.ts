import { ownIdentity } from '@proctools/core';
import type { Settings } from '../settings.ts';
import type { Launch } from '../start/launch-request.ts';
import { controlFile } from '../store/control-file.ts';
import type { Store } from '../store/home.ts';
import type { Charge } from './charge.ts';
import type { LogKeeper } from './log-keeper.ts';

/** Loaded only where there is more to do for the logs than to open them. */
const keeperFor = async (store: Store, name: string, settings: Settings): Promise<LogKeeper | undefined> => {
  if (!settings.logging) return undefined;
  const { LogKeeper } = await import('./log-keeper.ts');
  return new LogKeeper(store, name, settings, settings.logging);
};

/** What this process starts and is to look after; `request.supervisor` is us from here on. HUP opens the logs again. */
export const chargeFor = async (store: Store, asked: Launch, runtimeFolder: string | undefined): Promise<Charge> => {
  const { name, settings } = asked;
  const { supervision } = settings;
  if (!supervision) throw new Error(`${name} is not to be supervised`);
  const supervisor = ownIdentity();
  const keeper = await keeperFor(store, name, settings);
  process.on('SIGHUP', () => keeper?.reopen());
  const control = controlFile(store, name, runtimeFolder);
  const request: Launch = { ...asked, supervisor, control, openLogs: keeper && ((owner) => keeper.open(owner)) };
  return { store, request, supervision, supervisor, keeper };
};
