import type { Line } from '../lines/line.ts';
import { acknowledgedAtOnce, windowFor } from '../window.ts';
import { type Meter, WARM_UP_SHARE } from './meter.ts';
import { createRates } from './rates.ts';

const roundTrips = (line: Line, size: number, ms: number): Promise<readonly number[]> =>
  new Promise((resolve) => {
    const ball = line.ball('echo', size);
    const begin = performance.now();
    const values: number[] = [];
    let sent = begin;
    const again = (): void => {
      sent = performance.now();
      ball();
    };
    line.onReady(() => {});
    line.onBack(() => {
      const now = performance.now();
      const isWarm = sent - begin >= ms * WARM_UP_SHARE;
      const isOver = now - begin >= ms;
      if (isWarm || isOver) values.push((now - sent) * 1_000);
      if (isOver) resolve(values);
      else again();
    });
    again();
  });

/** Sends whenever it may, until the time is over; then as many more as the other end waits for to acknowledge. */
const oneWay = (line: Line, size: number, ms: number): Promise<readonly number[]> =>
  new Promise((resolve) => {
    const ball = line.ball('count', size);
    const once = acknowledgedAtOnce(size);
    const window = windowFor(size);
    const rates = createRates(ms, performance.now());
    let [sent, underWay, isOver, isReady] = [0, 0, false, true];
    const pump = (): void => {
      while (isReady && underWay < window && !(isOver && sent % once === 0)) {
        isReady = ball();
        sent += 1;
        underWay += 1;
      }
    };
    line.onReady(() => {
      isReady = true;
      pump();
    });
    line.onBack(() => {
      underWay -= once;
      isOver = rates.add(once, performance.now());
      pump();
      if (underWay === 0) resolve(rates.all());
    });
    pump();
  });

/** Measures a conversation in which things happen as events. */
export const eventMeter = (line: Line): Meter => ({
  roundTrips: (size, ms) => roundTrips(line, size, ms),
  oneWay: (size, ms) => oneWay(line, size, ms),
});
