/** The options that say where and as what a command runs; the same for one, several and many. */
export interface SurroundingOptions {
  readonly cwd: string | undefined;
  readonly umask: number | undefined;
  readonly nice: number | undefined;
  readonly user: string | undefined;
  readonly env: readonly string[];
  readonly envFile: readonly string[];
  readonly unset: readonly string[];
  readonly clearEnv: boolean;
}
