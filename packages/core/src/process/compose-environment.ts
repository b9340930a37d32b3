/** What the environment of a command is made of. */
interface EnvironmentParts {
  readonly caller: Readonly<Record<string, string>>;
  readonly clearEnv: boolean;
  readonly files: readonly Readonly<Record<string, string>>[];
  /** `NAME=VALUE`, or `NAME` for the caller's. */
  readonly assignments: readonly string[];
}

/**
 * The environment of the command: the caller's (or nothing), then the files, then the assignments;
 * what comes later wins. A bare name hands on the caller's variable.
 */
export const composeEnvironment = ({
  caller,
  clearEnv,
  files,
  assignments,
}: EnvironmentParts): Readonly<Record<string, string>> => {
  const environment: Record<string, string> = clearEnv ? {} : { ...caller };
  for (const file of files) Object.assign(environment, file);
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    const name = equals < 0 ? assignment : assignment.slice(0, equals);
    const value = equals >= 0 ? assignment.slice(equals + 1) : Object.hasOwn(caller, name) ? caller[name] : undefined;
    if (value !== undefined) environment[name] = value;
  }
  return environment;
};
