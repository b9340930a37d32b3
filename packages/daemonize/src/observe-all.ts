import { type Failure, isFailure } from '@proctools/core';
import { observe, type Status } from './observe.ts';
import { daemonNames, type Store } from './store/home.ts';
import { readRecord } from './store/records.ts';

/** All daemons as they are now, by name. A damaged record hides no other daemon; `onDamaged` is told of it. */
export const observeAll = (store: Store, onDamaged: (failure: Failure) => void): readonly Status[] =>
  daemonNames(store).flatMap((name) => {
    try {
      const record = readRecord(store, name);
      return record ? [observe(record)] : [];
    } catch (error) {
      if (!isFailure(error)) throw error;
      onDamaged(error);
      return [];
    }
  });
