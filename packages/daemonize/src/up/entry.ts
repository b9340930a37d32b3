/** One daemon as a Procfile or a daemonize.json has it. */
export interface Entry {
  readonly name: string;
  readonly command: readonly string[];
  /** What it says of itself, by option: the texts that one would type. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** Where it stands: the line, or `line:column`. */
  readonly place: string;
}

/** What is wrong with a file. */
export interface Problem {
  readonly place: string;
  /** Of what: an entry, or the path of a key. Empty for the file itself. */
  readonly about: string;
  readonly message: string;
}

/** What a file says, and what of it nobody can understand. */
export interface Content {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}
