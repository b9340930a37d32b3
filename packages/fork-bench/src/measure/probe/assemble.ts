// The probe is machine code that we assemble ourselves, from the listings in `program-x64.ts` and
// `program-arm64.ts`: so there is no binary file that nobody can read, and no compiler is needed.

/** What a listing is made of. All has a fixed length, so that one pass finds where the labels are. */
export type Part =
  | { readonly type: 'code'; readonly bytes: readonly number[] }
  | { readonly type: 'label'; readonly name: string }
  | {
      readonly type: 'branch';
      readonly target: string;
      readonly length: number;
      /** From the distance between its own first byte and the label. */
      readonly encode: (distance: number) => readonly number[];
    };

export const code = (...bytes: readonly number[]): Part => ({ type: 'code', bytes });

export const label = (name: string): Part => ({ type: 'label', name });

/** A number of 32 bits as its four bytes, the lowest first: so both machines want them. */
export const word32 = (value: number): readonly number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

const lengthOf = (part: Part): number => {
  switch (part.type) {
    case 'code':
      return part.bytes.length;
    case 'label':
      return 0;
    case 'branch':
      return part.length;
  }
};

/** Where each part begins, in bytes from the first. */
const offsetsOf = (parts: readonly Part[]): readonly number[] => {
  let offset = 0;
  return parts.map((part) => {
    const here = offset;
    offset += lengthOf(part);
    return here;
  });
};

/** The bytes of a listing. Throws when a branch leads to no label: the listing is wrong then. */
export const assemble = (parts: readonly Part[]): Uint8Array => {
  const offsets = offsetsOf(parts);
  const labels = new Map(parts.flatMap((part, index) => (part.type === 'label' ? [[part.name, offsets[index]]] : [])));
  const bytesOf = (part: Part, offset: number): readonly number[] => {
    if (part.type !== 'branch') return part.type === 'code' ? part.bytes : [];
    const target = labels.get(part.target);
    if (target === undefined) throw new Error(`there is no label ${part.target}`);
    return part.encode(target - offset);
  };
  return Uint8Array.from(parts.flatMap((part, index) => bytesOf(part, offsets[index] ?? 0)));
};
