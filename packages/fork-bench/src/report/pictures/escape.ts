const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML has no place for (XML 1.0, 2.2), halves of surrogate pairs among them. */
const FOREIGN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** The text as it stands in an element or an attribute of HTML and SVG. */
export const escapeMarkup = (text: string): string =>
  text.replace(FOREIGN, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
