// How long a message takes, and how many fit into a second, by the way that it takes.
import { isFailure } from '@proctools/core';
import { withChild } from '../child.ts';
import type { Pin, Step, Suite, SuiteSettings, Tell } from '../suite.ts';
import { type Channel, channels, sizes, sizeText } from './channels.ts';
import { allowedCpus } from './cpus.ts';
import { cpusIn, type Places, placesFor } from './places.ts';
import type { Cell, NearAnswer, NearSpec } from './spec.ts';
import { hasTaskset, placedOn, siblingsOf } from './taskset.ts';

/** Where the ends ran, in words. */
const placeText = { same: 'on one core', cross: 'across two cores', free: 'anywhere' } as const;

const HANDLE_SIZES = [64] as const;

const sizesFor = (channel: Channel, isBrief: boolean): readonly number[] => {
  if (channel === 'handle') return HANDLE_SIZES;
  return isBrief ? [sizes[0], sizes[2]] : sizes;
};

const groupText = (what: string, channel: Channel, size: number, pin: Pin): string =>
  `${what}, ${channel === 'handle' ? 'with a handle' : sizeText(size)}, ${placeText[pin]}`;

const tellCell = (tell: Tell, channel: Channel, pin: Pin, { rates, roundTrips, size }: Cell): void => {
  const name = channels[channel];
  const values = { type: 'values', name } as const;
  const group = (what: string) => groupText(what, channel, size, pin);
  tell({ ...values, group: group('round trip'), unit: 'µs', better: 'less', values: roundTrips });
  tell({ ...values, group: group('one way'), unit: '/s', better: 'more', values: rates.map(Math.round) });
  // Of what is handed over no byte moves: megabytes a second would be any number.
  if (size < 4_096 || channel === 'transfer') return;
  const megabytes = rates.map((rate) => Math.round((rate * size) / 10_000) / 100);
  tell({ ...values, group: group('throughput'), unit: 'MB/s', better: 'more', values: megabytes });
};

const unpinned = (pin: Pin, found: readonly (string | undefined)[]): string =>
  `not pinned ${placeText[pin]}: the kernel let the two ends run on processors ${found.map((cpus) => cpus ?? '?').join(' and ')}`;

const isPlaced = ({ far, near }: Places, { farCpus, nearCpus }: NearAnswer): boolean =>
  near === undefined || (nearCpus === String(near) && farCpus === String(far));

/** A child takes a second to start on a busy machine, and all its sizes take what they take. */
const PATIENCE_MS = 15_000;

/** Once more, when a child said nothing and was killed; that is told. */
const patiently = async <Answer>(name: string, tell: Tell, ask: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await ask();
  } catch (error) {
    if (!isFailure(error)) throw error;
    tell({
      type: 'note',
      text: `${name}: measured a second time, as the first did not come to an end (${error.message})`,
    });
    return ask();
  }
};

const measuring = (channel: Channel, pin: Pin, places: Places, isBrief: boolean): Step => ({
  name: `${channels[channel]}, ${placeText[pin]}`,
  weight: channel === 'handle' ? 0.5 : 1,
  run: async (budgetMs, tell) => {
    const spec: NearSpec = { channel, sizes: sizesFor(channel, isBrief), budgetMs, farCpu: places.far };
    const start = { entry: 'child-ipc-near', spec, prefix: placedOn(places.near) };
    const answer = await patiently(`${channels[channel]}, ${placeText[pin]}`, tell, () =>
      withChild({ ...start, patienceMs: PATIENCE_MS + 5 * budgetMs }, (child) => child.next<NearAnswer>()),
    );
    // Better no figure than one with a wrong name.
    if (!isPlaced(places, answer)) tell({ type: 'note', text: unpinned(pin, [answer.nearCpus, answer.farCpus]) });
    else for (const cell of answer.cells) tellCell(tell, channel, pin, cell);
  },
});

const told = (pin: Pin, why: string): Step => ({
  name: placeText[pin],
  weight: 0,
  run: async (_, tell) => tell({ type: 'note', text: `nothing was measured ${placeText[pin]}: ${why}` }),
});

const stepsFor = (pin: Pin, isBrief: boolean): readonly Step[] => {
  if (pin !== 'free' && !hasTaskset()) return [told(pin, 'that needs taskset(1), which is not on PATH')];
  const allowed = cpusIn(allowedCpus() ?? '');
  const places = placesFor(pin, allowed, siblingsOf);
  if (!places)
    return [told(pin, `we may run on ${allowed.length === 1 ? 'one processor only' : 'no processor that is known'}`)];
  const all = Object.keys(channels) as Channel[];
  return all.map((channel) => measuring(channel, pin, places, isBrief));
};

/** In the tour not `free`: it is one or the other of these, as the scheduler likes. Unless neither can be had. */
const pinsFor = ({ isBrief, pins }: SuiteSettings): readonly Pin[] => {
  if (!isBrief || !hasTaskset()) return isBrief ? ['free'] : pins;
  const pinned = pins.filter((pin) => pin !== 'free');
  return pinned.length > 0 ? pinned : pins;
};

export const suite: Suite = {
  name: 'ipc',
  title: 'messages between processes and threads',
  steps: (settings) => pinsFor(settings).flatMap((pin) => stepsFor(pin, settings.isBrief)),
};
