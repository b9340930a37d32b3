/** Each try as a child of ours: what every system can do. */
import type { Engine, EngineListener, JobSettings, Try } from '../engine.ts';
import { runTry, type TryChild } from './try-child.ts';

export const spawnEngine = <Given extends Try>(
  settings: JobSettings,
  listener: EngineListener<Given>,
): Engine<Given> => {
  const running = new Map<number, TryChild>();
  return {
    room: (slot) => (running.has(slot) ? 0 : 1),
    give: (given) => {
      const { slot } = given;
      const child = runTry(given, settings, listener, () => {
        running.delete(slot);
        listener.room(slot);
      });
      running.set(slot, child);
    },
    recall: () => {}, // nothing waits
    end: (signal) => {
      for (const child of running.values()) child.end(signal);
    },
    close: async () => {},
  };
};
