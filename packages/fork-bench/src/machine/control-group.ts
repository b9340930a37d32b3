/**
 * The control group that decides how much of the processors we may have. Quotas hold for all that is below, so the
 * tightest one on the way up counts, and only that group tells how long it had to wait. cgroups(7)
 */
import path from 'node:path';
import { readNumber, readText } from './read-text.ts';

interface Quota {
  /** Processors' worth of time: 1.5. */
  readonly cores: number;
  /** In which period it is given out anew. */
  readonly periodMs: number;
}

export interface ControlGroup {
  /** As it is mounted here. */
  readonly folder: string;
  readonly version: 1 | 2;
  readonly quota: Quota | undefined;
}

/** Where a hierarchy of groups is mounted, and which group is its root there (in a container: our own). */
interface Mount {
  readonly point: string;
  readonly root: string;
  readonly version: 1 | 2;
}

/** Blanks and the like are written as octal numbers. proc_pid_mountinfo(5) */
const withoutOctals = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** The mounts that may know of processors: the `cpu` controller of version 1 before version 2. */
const mountsIn = (mountinfo: string): readonly Mount[] => {
  const mounts = mountinfo.split('\n').flatMap((line): Mount[] => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , root = '', point = ''] = before.split(' ');
    const [type, , options = ''] = after.split(' ');
    const version = type === 'cgroup2' ? 2 : 1;
    if (type !== 'cgroup2' && !(type === 'cgroup' && options.split(',').includes('cpu'))) return [];
    return [{ point: withoutOctals(point), root: withoutOctals(root), version }];
  });
  return mounts.sort((one, other) => one.version - other.version);
};

/** Our group in a hierarchy, from `/proc/self/cgroup`: lines of number, controllers, path. */
const ownPath = (cgroup: string, version: 1 | 2): string | undefined =>
  cgroup
    .split('\n')
    .map((line) => line.split(':'))
    .find(([number, controllers = '']) => (version === 2 ? number === '0' : controllers.split(',').includes('cpu')))
    ?.slice(2)
    .join(':');

/** Our group and all above it, as far as they can be seen. */
const foldersFor = ({ point, root }: Mount, own: string): readonly string[] => {
  const below = path.posix.relative(root, own);
  const parts = below.startsWith('..') ? [] : below.split('/').filter(Boolean);
  return parts.map((_, at) => path.join(point, ...parts.slice(0, parts.length - at))).concat(point);
};

const quotaOf = (folder: string, version: 1 | 2): Quota | undefined => {
  const [quota, period] =
    version === 2
      ? (readText(path.join(folder, 'cpu.max')) ?? '').split(' ').map(Number)
      : [readNumber(path.join(folder, 'cpu.cfs_quota_us')), readNumber(path.join(folder, 'cpu.cfs_period_us'))];
  if (!(quota !== undefined && quota > 0 && period !== undefined && period > 0)) return undefined;
  return { cores: quota / period, periodMs: period / 1_000 };
};

const tells = (folder: string): boolean =>
  /^throttled_(?:usec|time) /m.test(readText(path.join(folder, 'cpu.stat')) ?? '');

/**
 * Finds the group with the tightest quota above us, or our own; undefined where no group counts processor time, as on
 * other systems. `root` is where the system's files begin.
 */
export const findControlGroup = (root = '/'): ControlGroup | undefined => {
  const [mountinfo, cgroup] = ['mountinfo', 'cgroup'].map((name) => readText(path.join(root, 'proc/self', name)));
  const groups = mountsIn(mountinfo ?? '').flatMap((mount) => {
    const own = ownPath(cgroup ?? '', mount.version);
    if (own === undefined) return [];
    const folders = foldersFor(mount, own).map((folder) => path.join(root, folder));
    const { version } = mount;
    return folders.filter(tells).map((folder) => ({ folder, version, quota: quotaOf(folder, version) }));
  });
  const cores = (group: ControlGroup): number => group.quota?.cores ?? Number.POSITIVE_INFINITY;
  return groups.reduce<ControlGroup | undefined>(
    (tightest, group) => (tightest && cores(tightest) <= cores(group) ? tightest : group),
    undefined,
  );
};
