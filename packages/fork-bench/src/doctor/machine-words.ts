/** What is said of the processors, the memory, and who else uses them. */
import { formatSize } from '@proctools/core';
import { count, percent, type Teller } from './teller.ts';

export const cores: Teller<'cores'> = ({ affine, online, quota }) => {
  const allowed = affine === online ? count(online, 'processor') : `${affine} of ${count(online, 'processor')}`;
  if (quota !== undefined && quota < affine) {
    return {
      title: 'processors',
      text: `${allowed}, with a quota of ${Number(quota.toFixed(2))}: when it is used up, all threads stand still for the rest of a period`,
      advice:
        'take the quota away while measuring (docker run without --cpus, a pod without a limit), or bind to whole processors',
    };
  }
  const few = affine < 3 ? ': what measures, and servers beside their clients, share them' : '';
  return {
    title: 'processors',
    text: `${allowed}${few}`,
    advice:
      affine < online
        ? 'the others are not for us: taskset(1), cpuset, or a container; all suites stay within these'
        : 'compare CPU time, and requests per second of CPU time; both are shown',
  };
};

export const governor: Teller<'governor'> = ({ governors }) =>
  governors.length === 0
    ? { title: 'clock rate', text: 'nobody here decides about it, or tells' }
    : {
        title: 'clock rate',
        text: `governor ${governors.join(', ')}`,
        advice: 'cpupower frequency-set -g performance, as root; short runs end before a slow governor notices them',
      };

export const heat: Teller<'heat'> = ({ hottest, throttlings }) => {
  const degrees = hottest === undefined ? [] : [`${Math.round(hottest)} °C`];
  const slowed = throttlings === undefined ? [] : [`slowed down ${count(throttlings, 'time')} since the start`];
  return {
    title: 'heat',
    text: [...degrees, ...slowed].join(', '),
    advice: 'let it cool down; pairs in random order suffer least',
  };
};

export const virtual: Teller<'virtual'> = ({ kind }) =>
  kind === undefined
    ? { title: 'virtual machine', text: 'no' }
    : {
        title: 'virtual machine',
        text: `yes${kind === 'hypervisor' ? '' : ` (${kind})`}: the host decides how fast a processor is, and does not tell`,
        advice: 'compare in pairs, never one after the other; do not compare with figures of another day',
      };

export const others: Teller<'others'> = ({ contention }) => {
  const { foreignShare, pressureShare, stealShare, throttledMs } = contention;
  const parts = [
    foreignShare === undefined
      ? 'how much others use cannot be told'
      : `others use ${percent(foreignShare)} of the machine`,
    ...(stealShare === undefined ? [] : [`the host took ${percent(stealShare)}`]),
    ...(pressureShare === undefined ? [] : [`somebody waited for a processor ${percent(pressureShare)} of the time`]),
    ...(throttledMs ? [`our quota stopped us for ${Math.round(throttledMs)} ms`] : []),
  ];
  return {
    title: 'others',
    text: parts.join(', '),
    advice:
      '--quiet-gate 10% waits for a quiet moment, and repeats what was disturbed; CPU time in pairs suffers least',
  };
};

export const memory: Teller<'memory'> = ({ availableShare, swapUsedBytes }) => ({
  title: 'memory',
  text: `${percent(availableShare)} available, ${swapUsedBytes === 0 ? 'nothing' : formatSize(swapUsedBytes)} swapped out`,
  advice: 'what was swapped out comes back slowly, in the middle of a run: end what uses the memory, swapoff -a',
});

export const hugePages: Teller<'huge-pages'> = ({ mode }) => ({
  title: 'huge pages',
  text:
    mode === 'always'
      ? 'always: memory is given in pieces of 2 MB, so resident sizes jump'
      : `only ${mode === 'never' ? 'never' : 'where a program asks'}`,
  advice: 'echo madvise > /sys/kernel/mm/transparent_hugepage/enabled, as root, before memory is compared',
});

export const layout: Teller<'layout'> = ({ isRandom }) =>
  isRandom
    ? { title: 'memory layout', text: 'random at each start, so that many runs even it out' }
    : {
        title: 'memory layout',
        text: 'the same at each start: its luck is in every run, and no number of runs shows it',
        advice: 'sysctl kernel.randomize_va_space=2, as root; or you are in setarch -R, or in a debugger',
      };
