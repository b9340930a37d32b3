import type { Fact } from './fact.ts';

/** What a fact is called, what was found, and what can be done where it is not ok. */
export interface FactWords {
  readonly title: string;
  readonly text: string;
  readonly advice?: string;
}

type Of<Type extends Fact['type']> = Extract<Fact, { type: Type }>;

/** Says a fact of one type. */
export type Teller<Type extends Fact['type']> = (fact: Of<Type>) => FactWords;

/** 0.0471 → `4.7 %`, 0.0003 → `0 %`. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(share < 0.0995 ? 1 : 0))} %`;

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
