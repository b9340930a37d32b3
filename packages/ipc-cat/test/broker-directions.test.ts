import { expect, test } from 'vitest';
import { parseAddress } from '../src/address/parse-address.ts';
import { brokerDirections, type StandardInput } from '../src/brokers/directions.ts';

/** What flows: `>` from the first to the second, `<` back, `=` both, `?` where an option has to tell, and `-` where it is no broker's affair. */
const told = (first: string, second: string, input: StandardInput): string => {
  try {
    const directions = brokerDirections(parseAddress(first), parseAddress(second), input);
    if (!directions) return '-';
    const { back, there } = directions;
    return there && back ? '=' : there ? '>' : '<';
  } catch {
    return '?';
  }
};

test.each([
  ['redis://h?channel=c', '-', 'data', '<'],
  ['redis://h?channel=c', '-', 'nothing', '>'],
  ['-', 'redis://h?channel=c', 'data', '>'],
  ['-', 'redis://h?channel=c', 'nothing', '<'],
  ['redis://h?channel=c.*', '-', 'data', '>'],
  ['redis://h?stream=s', '-', 'data', '<'],
  ['redis://h?stream=s', '-', 'nothing', '>'],
  ['redis://h?stream=s&group=g', '-', 'data', '>'],
  ['-', 'redis://h?stream=s&group=g', 'data', '<'],
  ['redis://h?list=l', '-', 'data', '<'],
  ['nats://h/s', '-', 'data', '<'],
  ['nats://h/s?queue=q', '-', 'data', '>'],
  ['nats://h?stream=S&durable=D', '-', 'data', '>'],
  ['redis://h?channel=c', 'unix:/s', 'data', '='],
  ['unix:/s', 'nats://h/s', 'nothing', '='],
  ['redis://h?channel=c.*', 'unix:/s', 'data', '>'],
  ['unix:/s', 'redis://h?stream=s&group=g', 'data', '<'],
  ['redis://h?stream=s', 'unix:/s', 'data', '?'],
  ['redis://h?list=l', 'unix:/s', 'data', '?'],
  ['nats://h?stream=S', 'unix:/s', 'data', '?'],
  ['redis://h?stream=s&group=g', 'nats://h/s', 'data', '>'],
  ['redis://h?channel=c', 'redis://h?channel=d', 'data', '?'],
  ['redis://h?stream=s&group=g', 'nats://h?stream=S&durable=D', 'data', '?'],
  ['unix:/s', '-', 'data', '-'],
] as const)('%s with %s, standard input being %s: %s', (first, second, input, expected) => {
  expect(told(first, second, input)).toBe(expected);
});
