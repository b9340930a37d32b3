import { displayWidth, spellOut } from '@proctools/core';
import { shortened } from '../view.ts';

/** Longer names are shortened in pictures; the tables below them have them whole. */
const LONGEST = 38;

/** The widest characters of the fonts are about so many pixels at 13. */
const CHARACTER = 7.4;

/** A name as it stands beside a row. */
export const rowLabel = (name: string): string => shortened(spellOut(name), LONGEST);

/** How many pixels the widest of the labels takes, with a gap behind it. */
export const labelRoom = (labels: readonly string[]): number =>
  Math.ceil(Math.max(...labels.map(displayWidth), 4) * CHARACTER) + 18;
