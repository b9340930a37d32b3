/** What the options say about channels; endpoints/opening.ts carries it to whoever opens one. */
export interface ChannelSettings {
  readonly serialization: 'json' | 'advanced';
  /** Where the standard output of a child goes; undefined: to our standard error. */
  readonly childStdout: string | undefined;
  /** So many messages are taken from the parent, and no byte more; undefined: all. */
  readonly count: number | undefined;
}
