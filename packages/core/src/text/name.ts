/** What users name, and becomes the name of a file. */
export const namePattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/** Whether a text may be such a name. */
export const isName = (text: string): boolean => namePattern.test(text);

/** The kind of value that such a name is. */
export const nameValue = {
  word: 'NAME',
  expected: 'a name of at most 64 letters, digits and . _ @ - that begins with a letter or digit',
  read: (text: string): string | undefined => (isName(text) ? text : undefined),
};
