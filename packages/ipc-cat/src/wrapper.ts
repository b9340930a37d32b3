/**
 * Whether a command line runs a child of the user's, whose code becomes ours: then what fails of ipc-cat itself is told by 125, wrong usage
 * included, as by env(1) and timeout(1). It is asked of words that may be wrong, so it looks at no more than their beginnings.
 */
export const isWrapper = (words: readonly string[]): boolean =>
  words.some((word) => word === '--script' || /^(?:exec|fork):/.test(word));
