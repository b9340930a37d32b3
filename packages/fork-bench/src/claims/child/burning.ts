/** Reads and writes a little memory, over and over: what a computation does that nobody can leave out. */
const compute = (turns: number): number => {
  let sum = 1;
  for (let turn = 0; turn < turns; turn += 1) sum = (Math.imul(sum, 48_271) + turn) | 0;
  return sum;
};

/** Turns between two looks at the clock: well below a millisecond. */
const SLICE_TURNS = 50_000;

/** Keeps this thread busy for a time by the clock, in milliseconds. */
export const computeFor = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; ) compute(SLICE_TURNS);
};

/** A share of work, in turns, to be done once; or working until told otherwise. */
type Work = { readonly turns: number } | { readonly isBusy: boolean };

/** Works by order of its parent: says `done` after each share of work, and `heard` when it begins or ends to be busy. */
export const burn = (): void => {
  let isBusy = false;
  const goOn = (): void => {
    computeFor(2);
    if (isBusy) setImmediate(goOn);
  };
  process.on('disconnect', () => process.exit(0));
  process.on('message', (work: Work) => {
    if ('turns' in work) {
      process.send?.({ done: compute(work.turns) });
      return;
    }
    const wasBusy = isBusy;
    isBusy = work.isBusy;
    if (isBusy && !wasBusy) goOn();
    process.send?.('heard');
  });
  process.send?.('ready');
};
