// Bars of characters. Where there are only ASCII's, a # is a whole place.
import type { View } from './view.ts';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII_LEVELS = ['.', ':', '-', '=', '+', '*', '#', '@'];

/** A bar of at most `width` places, `share` of them filled: 0 is nothing, and whatever is more leaves a trace. */
export const bar = (share: number, width: number, { isUnicode }: Pick<View, 'isUnicode'>): string => {
  const places = Math.max(0, Math.min(1, Number.isFinite(share) ? share : 0)) * width;
  if (!isUnicode) return '#'.repeat(places > 0 ? Math.max(1, Math.round(places)) : 0);
  const eighths = places > 0 ? Math.max(1, Math.round(places * 8)) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
};

/** One character for each count, as high as the count is; a blank for none. */
export const spark = (counts: readonly number[], { isUnicode }: Pick<View, 'isUnicode'>): string => {
  const most = Math.max(1, ...counts);
  const levels = isUnicode ? LEVELS : ASCII_LEVELS;
  return counts
    .map((count) => (count === 0 ? ' ' : (levels[Math.min(7, Math.ceil((count / most) * 8) - 1)] ?? '')))
    .join('');
};
