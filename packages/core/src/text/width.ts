const ESCAPE = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

// ASCII, Latin letters, dashes, quotes, arrows and box drawing take one column each.
const isPlain = (text: string): boolean =>
  /^[\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u259f]*$/.test(text);

interface Classes {
  readonly segments: Intl.Segmenter;
  readonly nothing: RegExp;
  readonly wide: RegExp;
}

// The segmenter and the property classes take 10 ms to make: only for a text that needs them.
let classes: Classes | undefined;
const getClasses = (): Classes => {
  classes ??= {
    segments: new Intl.Segmenter(),
    // Written as strings: a literal is checked whenever the file is read, and these classes take 1 ms.
    nothing: /^[\p{Control}\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u,
    wide: new RegExp(
      '\\p{Emoji_Presentation}|\\ufe0f|^[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\uac00-\\ud7a3' +
        '\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{20000}-\\u{3fffd}]',
      'u',
    ),
  };
  return classes;
};

const segmentWidth = (segment: string): number => {
  const { nothing, wide } = getClasses();
  if (nothing.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
};

/** How many terminal columns a text takes: escape codes none, East Asian letters and emoji two. */
export const displayWidth = (text: string): number => {
  const bare = text.replace(ESCAPE, '');
  if (isPlain(bare)) return bare.length;
  return [...getClasses().segments.segment(bare)].reduce((sum, { segment }) => sum + segmentWidth(segment), 0);
};
