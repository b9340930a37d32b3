import type { ClaimsResult, CommandsResult, Result, SuiteResult } from '../../results.ts';
import { figuresOf } from '../command-figures.ts';
import { exportTable } from '../export/export-table.ts';
import { timeScale } from '../quantity.ts';
import { groupsOf, hasSeveralNodes } from '../suite-table.ts';
import type { TimeUnit } from '../view.ts';
import { claimsPicture } from './claims-picture.ts';
import { coursePicture } from './course-picture.ts';
import { distributionPicture, type Measured } from './distribution-picture.ts';
import type { Picture } from './picture.ts';
import { ratioPicture } from './ratio-picture.ts';
import { groupPicture } from './suite-picture.ts';

const middleOf = (all: readonly Measured[]): number =>
  all.map(([, { wall }]) => wall.p50).sort((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0;

const ofCommands = (result: CommandsResult, timeUnit: TimeUnit | undefined): readonly Picture[] => {
  const all = result.results.flatMap((one): readonly Measured[] => {
    const figures = figuresOf(one);
    return figures ? [[one, figures]] : [];
  });
  if (all.length === 0) return [];
  const scale = timeScale(middleOf(all), timeUnit);
  const ratios = (['wall', 'cpu'] as const).flatMap((metric) => {
    const comparisons = result.comparisons.filter((one) => one.metric === metric);
    return comparisons.length > 0 ? [ratioPicture(comparisons, metric)] : [];
  });
  return [...ratios, distributionPicture(all, scale, exportTable(result, timeUnit)), coursePicture(all, timeUnit)];
};

const ofSuite = (result: SuiteResult, timeUnit: TimeUnit | undefined): readonly Picture[] =>
  groupsOf(result.measurements).map(([group, measurements]) =>
    groupPicture(group, measurements, {
      severalNodes: hasSeveralNodes(result.measurements),
      table: exportTable({ ...result, measurements }, timeUnit),
      timeUnit,
    }),
  );

const ofClaims = (result: ClaimsResult): readonly Picture[] =>
  result.claims.length === 0 ? [] : [claimsPicture(result, exportTable(result))];

/** The pictures of a result, what matters most first; none of a result that is empty. */
export const picturesOf = (result: Result, timeUnit: TimeUnit | undefined): readonly Picture[] => {
  switch (result.type) {
    case 'commands':
      return ofCommands(result, timeUnit);
    case 'suite':
      return ofSuite(result, timeUnit);
    case 'claims':
      return ofClaims(result);
  }
};
