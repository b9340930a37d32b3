/** Where and amid what something was measured, in words. */
import type { Contention, Machine } from '../results.ts';
import { formatShare, formatTime } from './quantity.ts';

/** What the others did meanwhile: `others 12 %, steal 0.4 %, throttled 30 ms, pressure 5 %`; empty where nothing is known. */
export const contentionText = ({ foreignShare, pressureShare, stealShare, throttledMs }: Contention): string =>
  [
    ...(foreignShare === undefined ? [] : [`others ${formatShare(Math.max(0, foreignShare))}`]),
    ...(stealShare === undefined ? [] : [`steal ${formatShare(stealShare)}`]),
    ...(throttledMs ? [`throttled ${formatTime(throttledMs)}`] : []),
    ...(pressureShare === undefined ? [] : [`pressure ${formatShare(pressureShare)}`]),
  ].join(', ');

/** `Node 20.20.2, 2 × AMD EPYC, 24.5 GB, linux 6.18.44 (x64), on host`; what a file does not tell is left out. */
export const machineText = ({ arch, cores, cpu, host, kernel, memoryBytes, node, platform }: Machine): string =>
  [
    ...(node ? [`Node ${node}`] : []),
    ...(cpu ? [`${cores} × ${cpu.trim()}`] : []),
    ...(memoryBytes > 0 ? [`${(memoryBytes / 1e9).toFixed(1)} GB`] : []),
    ...(platform ? [`${[platform, kernel].filter(Boolean).join(' ')}${arch ? ` (${arch})` : ''}`] : []),
    ...(host ? [`on ${host}`] : []),
  ].join(', ');
