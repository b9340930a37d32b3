import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { framesOf } from '../src/frames/frames-of.ts';
import { fifo } from '../src/hub/fifo.ts';
import { overFor, type Presence, whoHeardAll } from '../src/hub/over.ts';
import { ownPiece, type Piece } from '../src/hub/piece.ts';
import { replay } from '../src/hub/replay.ts';
import { slots } from '../src/hub/slots.ts';
import { nextOf } from '../src/hub/turns.ts';

const linesPiece = (lines: readonly string[]): Piece => {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return { ...ownPiece(bytes), count: lines.length, bytes, kept: bytes };
};

describe('the last messages', () => {
  test('are exactly the last N, however they came', () => {
    const line = fc.stringMatching(/^[a-z]{0,4}$/);
    fc.assert(
      fc.property(
        fc.array(fc.array(line, { minLength: 1, maxLength: 6 })),
        fc.integer({ min: 1, max: 9 }),
        (all, most) => {
          const last = replay(most, 'lines');
          for (const lines of all) last.add(linesPiece(lines));
          const text = Buffer.concat(last.last()).toString();
          expect(text).toBe(
            all
              .flat()
              .slice(-most)
              .map((one) => `${one}\n`)
              .join(''),
          );
        },
      ),
    );
  });

  test('are fewer where they are too many bytes', () => {
    const last = replay(100, 'lines', 10);
    for (const line of ['aaaa', 'bbbb', 'cccc']) last.add(linesPiece([line]));
    expect(Buffer.concat(last.last()).toString()).toBe('bbbb\ncccc\n');
  });
});

test('frames stay whole, and nothing is between them', () => {
  const frames = (text: string, framing: 'lines' | 'length') => framesOf(Buffer.from(text), framing).map(String);
  expect(frames('a\n\nb\n', 'lines')).toEqual(['a\n', '\n', 'b\n']);
  expect(frames('\0\0\0\x01a\0\0\0\0', 'length')).toEqual(['\0\0\0\x01a', '\0\0\0\0']);
});

test('in turn, and whoever may not take anything is passed over', () => {
  const all = ['a', 'b', 'c'];
  const rounds = (busy: string): string => {
    let turn = 0;
    return Array.from({ length: 5 }, () => {
      const next = nextOf(all, turn, (one) => one !== busy);
      turn = next?.turn ?? turn;
      return next?.one;
    }).join('');
  };
  expect([rounds(''), rounds('b'), rounds('a')]).toEqual(['abcab', 'acaca', 'bcbcb']);
  expect(nextOf(all, 0, () => false)).toBeUndefined();
});

describe('when it is over', () => {
  const none: Presence = { speakers: [], hearers: [], speakerMayCome: false, hearerMayCome: false, someEnded: true };
  const counts = true;
  test.each<readonly [string, Partial<Presence>, ReturnType<typeof overFor>]>([
    ['all have said what they had to say', { hearers: [1, 2] }, 'all-said'],
    ['somebody still speaks', { speakers: [{ id: 1, counts }], hearers: [1, 2] }, undefined],
    ['somebody who speaks may come', { hearers: [1], speakerMayCome: true, hearerMayCome: true }, undefined],
    ['only a broker still speaks', { speakers: [{ id: 1, counts: false }], hearers: [2] }, 'all-said'],
    [
      'only a broker speaks, from the beginning',
      { speakers: [{ id: 1, counts: false }], hearers: [2], someEnded: false },
      undefined,
    ],
    ['only the one who speaks would hear it', { speakers: [{ id: 1, counts }], hearers: [1] }, 'nobody-hears'],
    ['one who hears may come', { speakers: [{ id: 1, counts }], hearerMayCome: true }, undefined],
    ['the one who hears has gone', { speakerMayCome: true }, 'nobody-hears'],
  ])('%s', (_, presence, over) => {
    expect(overFor({ ...none, ...presence })).toBe(over);
  });

  test('one has heard all when nobody else speaks any more', () => {
    const speakers = [{ id: 1, counts }];
    expect(whoHeardAll({ ...none, speakers, hearers: [1, 2] })).toEqual([1]);
    expect(whoHeardAll({ ...none, speakers, hearers: [1, 2], speakerMayCome: true })).toEqual([]);
  });
});

test('so many places: who comes too many waits, and it is told when the last has left', async () => {
  const room = slots(2);
  const order: string[] = [];
  await room.enter();
  await room.enter();
  const third = room.enter().then(() => order.push('third'));
  void room.empty.then(() => order.push('empty'));
  order.push('two');
  room.leave();
  await third;
  room.leave();
  room.leave();
  await room.empty;
  expect(order).toEqual(['two', 'third', 'empty']);
});

test('first in, first out', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { nil: undefined }), { maxLength: 5_000 }), (steps) => {
      const [one, model] = [fifo<number>(), [] as number[]];
      for (const step of steps) {
        if (step === undefined) expect(one.shift()).toBe(model.shift());
        else {
          one.push(step);
          model.push(step);
        }
        expect([one.length, one.first]).toEqual([model.length, model[0]]);
      }
      expect(one.all()).toEqual(model);
    }),
    { numRuns: 20 },
  );
});
