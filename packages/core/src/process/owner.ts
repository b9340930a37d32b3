import { ExitCode } from '../exit-code.ts';
import { Failure } from '../failure.ts';
import type { Owner } from './detach/birth.ts';

const lookUp = (command: string, operands: readonly string[]): string | undefined => {
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { status, stdout } = spawnSync(command, operands, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? stdout.trim() : undefined;
};

const unknown = (option: string, value: string): Failure =>
  new Failure(ExitCode.failed, `--${option}: there is no ${option} ${value}`);

/** The highest number means `do not change it` to the kernel. chown(2) */
const isId = (text: string): boolean => /^\d{1,10}$/.test(text) && Number(text) < 2 ** 32 - 1;

/** id(1) asks whatever the machine keeps its users in, be it LDAP. */
const userId = (user: string): number => {
  const id = lookUp('id', ['-u', '--', user]) ?? (/^\d+$/.test(user) ? user : undefined);
  if (id === undefined || !isId(id)) throw unknown('user', user);
  return Number(id);
};

const groupId = (group: string): number => {
  if (isId(group)) return Number(group);
  const before = process.getegid?.() ?? 0;
  try {
    process.setegid?.(group); // the only look-up of groups that Node has
    return process.getegid?.() ?? 0;
  } catch {
    throw unknown('group', group);
  } finally {
    process.setegid?.(before);
  }
};

/**
 * The owner that `--user` and `--group` name, or numbers; undefined when neither is given.
 * A Failure when there is none, or when we are not root: only root can give others' rights.
 */
export const resolveOwner = ({
  user,
  group,
}: {
  readonly user: string | null;
  readonly group: string | null;
}): Owner | undefined => {
  if (user === null && group === null) return undefined;
  if (process.geteuid?.() !== 0) {
    throw new Failure(
      ExitCode.failed,
      `--${user === null ? 'group' : 'user'}: only root may run a command as somebody else`,
    );
  }
  const uid = user === null ? 0 : userId(user);
  const name = user === null ? undefined : lookUp('id', ['-nu', '--', user]);
  const gid = group !== null ? groupId(group) : Number(lookUp('id', ['-g', '--', user ?? '0']) ?? uid);
  return { uid, gid, user: name };
};
