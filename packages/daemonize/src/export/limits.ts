import type { Limit } from '../settings.ts';

/** `1024:4096` is soft and hard, `64` both. */
export const softAndHard = ({ value }: Limit): readonly [string, string] => {
  const [soft = '', hard = soft] = value.split(':');
  return [soft, hard];
};
