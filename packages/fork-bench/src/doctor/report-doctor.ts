/** What doctor has found, in words: a line for each fact, and one below it with what can be done. */
import { formatSize, type Style, spellOut, wrapText } from '@proctools/core';
import type { Machine } from '../results.ts';
import type { Fact, Level } from './fact.ts';
import { levelOf } from './level.ts';
import { factWords } from './words.ts';

interface Told {
  readonly fact: Fact;
  readonly level: Level;
  readonly title: string;
  readonly text: string;
  readonly advice: string | undefined;
}

const ORDER: readonly Level[] = ['bad', 'mind', 'ok'];

/** Every fact with its judgement and its words, the worst first. */
const tellAll = (facts: readonly Fact[]): readonly Told[] =>
  facts
    .map((fact): Told => ({ fact, level: levelOf(fact), advice: undefined, ...factWords(fact) }))
    .sort((one, other) => ORDER.indexOf(one.level) - ORDER.indexOf(other.level));

const machineText = ({ arch, cores, cpu, kernel, memoryBytes, node, platform }: Machine): string =>
  `${cpu}, ${cores === 1 ? '1 processor' : `${cores} processors`}, ${formatSize(memoryBytes)}, ${platform} ${kernel} ${arch}, Node ${node}`;

const TITLE_COLUMNS = 18;

const lineFor = ({ level, text, title }: Told, advice: string | undefined, style: Style, width: number): string => {
  const paint = { ok: style.green, mind: style.yellow, bad: style.red }[level];
  const head = `${paint(level.padEnd(4))}  ${title.padEnd(TITLE_COLUMNS)}`;
  const indent = ' '.repeat('mind  '.length + TITLE_COLUMNS);
  const lines = [text, ...(advice === undefined ? [] : [advice])].map((part, at) => {
    const wrapped = wrapText(spellOut(part), width - indent.length - 1);
    return wrapped.map((line) => (at === 0 ? line : style.dim(line)));
  });
  return lines
    .flat()
    .map((line, at) => `${at === 0 ? head : indent} ${line}\n`)
    .join('');
};

/** `2 things falsify figures here, 3 are worth to be known`. */
const summary = (told: readonly Told[]): string => {
  const count = (level: Level): number => told.filter((one) => one.level === level).length;
  const [bad, mind] = [count('bad'), count('mind')];
  if (bad + mind === 0) return 'nothing falsifies figures here';
  const badText = bad === 0 ? 'nothing' : bad === 1 ? '1 thing' : `${bad} things`;
  return `${badText} ${bad > 1 ? 'falsify' : 'falsifies'} figures here, ${mind === 1 ? '1 is' : `${mind} are`} worth to be known`;
};

/** A list, the worst first. */
export const doctorText = (machine: Machine, facts: readonly Fact[], style: Style, width: number): string => {
  const told = tellAll(facts);
  const lines = told.map((one) => lineFor(one, one.level === 'ok' ? undefined : one.advice, style, width));
  return `${machineText(machine)}\n\n${lines.join('')}\n${style.bold(summary(told))}\n`;
};

/** The same for programs: `{ machine, checks: [{ type, level, title, text, advice, ... }] }`. */
export const doctorData = (machine: Machine, facts: readonly Fact[]): string => {
  const checks = tellAll(facts).map(({ advice, fact, level, text, title }) => ({
    ...fact,
    level,
    title,
    text,
    advice: level === 'ok' ? null : (advice ?? null),
  }));
  return `${JSON.stringify({ machine, checks })}\n`;
};
