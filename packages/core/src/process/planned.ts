/** One reason why a command is executed as it is: what `--explain` tells. */
export type Step =
  /** The name was found in this folder of PATH. */
  | { readonly type: 'path'; readonly directory: string }
  /** This extension of PATHEXT was added to the name. */
  | { readonly type: 'pathext'; readonly extension: string }
  /** The file is a script; its first line names the interpreter. */
  | { readonly type: 'shebang'; readonly file: string; readonly line: string }
  /** The file is a batch file that a package manager wrote; what it would run is run instead. */
  | { readonly type: 'shim'; readonly file: string; readonly script: string }
  /** An operand is not UTF-8; this shell makes it of its bytes, and becomes the command. */
  | { readonly type: 'bytes'; readonly shell: string }
  /** The file is a batch file, which this interpreter runs. */
  | { readonly type: 'batch'; readonly file: string; readonly interpreter: string };

/** Variables by name; one without a value is not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What has to be handed to the system so that a command runs. */
export interface Execution {
  readonly type: 'found';
  readonly file: string;
  readonly argv0: string;
  readonly operands: readonly string[];
  /** The operands are quoted already: CreateProcess gets them as they are, with blanks between (only on Windows). */
  readonly verbatim: boolean;
  /** To be added to the command's environment, such as the NODE_PATH that a shim sets. */
  readonly environment: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** What became of a command line: something to execute, 127, or 126 and why: `cannot execute FILE: REASON`. */
export type Planned =
  | Execution
  | { readonly type: 'not-found'; readonly search: string | undefined }
  | { readonly type: 'cannot-execute'; readonly file: string; readonly reason: string };

/** A command's name and its operands. */
export type CommandLine = readonly [name: string, ...operands: string[]];

/** Where a command is to run, and with what environment; both say where it is found, too. */
export interface Place {
  readonly environment: Variables;
  readonly cwd: string;
}
