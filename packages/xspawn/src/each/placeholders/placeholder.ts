/** `{}` and its relatives: what each stands for. The names and their meanings are GNU parallel's. */
import type { Bytes } from '../../bytes.ts';

/** Which part of an input: all of it, without its extension, its last component, its directory, … */
type Part = '' | '.' | '/' | '//' | '/.';

export type Placeholder =
  /** All inputs of the job, or (`position`) one, counted from 1, or from the last with a minus. */
  | { readonly type: 'input'; readonly text: string; readonly position: number | undefined; readonly part: Part }
  | { readonly type: 'number' | 'slot'; readonly text: string };

/** What a job puts in their places. */
export interface Filling {
  readonly inputs: readonly Bytes[];
  /** Of the job, from 1. */
  readonly number: number;
  /** From 1. */
  readonly slot: number;
}

const PATTERN = '\\{(?:(#)|(%)|(-?[1-9]\\d{0,8})?(/\\.|//|[./]|))\\}';
const ANYWHERE = new RegExp(PATTERN, 'g');
const HERE = new RegExp(PATTERN, 'y');

const fromMatch = ([text, number, slot, position, part = '']: RegExpMatchArray): Placeholder => {
  if (number || slot) return { type: number ? 'number' : 'slot', text };
  return { type: 'input', text, position: position === undefined ? undefined : Number(position), part: part as Part };
};

/** The placeholder that begins there. */
export const placeholderAt = (text: Bytes, index: number): Placeholder | undefined => {
  HERE.lastIndex = index;
  const match = HERE.exec(text);
  return match ? fromMatch(match) : undefined;
};

/** A text cut at its placeholders. Other braces are text. */
export const cutAtPlaceholders = (text: Bytes): readonly (Bytes | Placeholder)[] => {
  const parts: (Bytes | Placeholder)[] = [];
  let end = 0;
  for (const match of text.matchAll(ANYWHERE)) {
    if (match.index > end) parts.push(text.slice(end, match.index));
    parts.push(fromMatch(match));
    end = match.index + match[0].length;
  }
  return end < text.length ? [...parts, text.slice(end)] : parts;
};

const withoutExtension = (text: Bytes): Bytes => {
  const dot = text.lastIndexOf('.');
  return dot > text.lastIndexOf('/') ? text.slice(0, dot) : text;
};

const lastComponent = (text: Bytes): Bytes => text.slice(text.lastIndexOf('/') + 1);

const withoutSlashes = (text: Bytes): Bytes => {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
};

/** As dirname(1) has it: `.` where there is none. */
const directory = (text: Bytes): Bytes => {
  const path = withoutSlashes(text);
  const slash = path.lastIndexOf('/');
  if (slash >= 0) return withoutSlashes(path.slice(0, slash)) || '/';
  return path === '' && text !== '' ? '/' : '.';
};

const PARTS: Readonly<Record<Part, (text: Bytes) => Bytes>> = {
  '': (text) => text,
  '.': withoutExtension,
  '/': lastComponent,
  '//': directory,
  '/.': (text) => withoutExtension(lastComponent(text)),
};

/** What a placeholder stands for in a job: nothing when the last job has fewer inputs than the others. */
export const valuesOf = (placeholder: Placeholder, { inputs, number, slot }: Filling): readonly Bytes[] => {
  if (placeholder.type !== 'input') return [String(placeholder.type === 'number' ? number : slot)];
  const { position, part } = placeholder;
  if (position === undefined) return part === '' ? inputs : inputs.map(PARTS[part]);
  const input = inputs.at(position < 0 ? position : position - 1);
  return input === undefined ? [] : [PARTS[part](input)];
};
