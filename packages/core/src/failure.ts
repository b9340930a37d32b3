import { ExitCode } from './exit-code.ts';

/**
 * What the user can change: it is told in a sentence, never with a stack.
 * `hint` is a second line that says what can be done; `cause` keeps the system's own error.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: number;
  readonly hint: string | undefined;

  constructor(code: number, message: string, more: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? {} : { cause: more.cause });
    this.code = code;
    this.hint = more.hint;
  }
}

/** By name, because each lazily loaded chunk of a tool holds a class of its own. */
export const isFailure = (error: unknown): error is Failure =>
  error instanceof Error && error.name === 'Failure' && 'code' in error && typeof error.code === 'number';

/** A wrong command line: exits with the tool's code for usage (2, or 125 for wrappers). */
export const usageFailure = (message: string, hint?: string): Failure => new Failure(ExitCode.usage, message, { hint });

/** The system's name for an error, such as ENOENT, when it has one. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
