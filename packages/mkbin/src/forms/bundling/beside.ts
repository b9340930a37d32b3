/** Files that a program looks for beside itself: they are not in its bundle. */
import { readFileSync } from 'node:fs';
import { findMainGuards } from '../../script/main-guard.ts';
import type { Place } from '../product.ts';

const OWN_PLACE = /\b__dirname\b|\b__filename\b|\bimport\.meta\.(?:url|dirname|filename)\b/g;

const placesIn = (file: string): readonly Place[] => {
  const text = readFileSync(file, 'utf8');
  const guards = findMainGuards(text, file);
  const isInGuard = (at: number): boolean => guards.some((guard) => at >= guard.at && at < guard.at + guard.length);
  return [...text.matchAll(OWN_PLACE)]
    .filter(({ index }) => !isInGuard(index))
    .map(({ index }) => ({ file, line: text.slice(0, index).split('\n').length }));
};

/** Where the files of a program, packages left aside, ask where they lie; a line once. */
export const placesBeside = (files: readonly string[]): readonly Place[] =>
  files
    .filter((file) => !/[\\/]node_modules[\\/]/.test(file) && /\.[cm]?[jt]sx?$|[\\/][^.\\/]+$/.test(file))
    .flatMap(placesIn)
    .filter(
      ({ file, line }, index, all) => index === 0 || all[index - 1]?.file !== file || all[index - 1]?.line !== line,
    );
