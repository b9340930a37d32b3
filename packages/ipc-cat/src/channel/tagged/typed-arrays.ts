/** Views of memory, by the names that JavaScript has for them. Some Nodes lack the last one. */
type View = new (buffer: ArrayBuffer) => ArrayBufferView;

const NAMES = [
  'Int8Array',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
  'Float16Array',
] as const;

const isName = (name: unknown): name is (typeof NAMES)[number] => (NAMES as readonly unknown[]).includes(name);

/** The bytes of memory as text. */
export const base64Of = (view: ArrayBufferView | ArrayBuffer): string =>
  (ArrayBuffer.isView(view) ? Buffer.from(view.buffer, view.byteOffset, view.byteLength) : Buffer.from(view)).toString(
    'base64',
  );

/** Memory of its own, as a Buffer's may lie within a larger one. */
export const memoryOf = (base64: string): ArrayBuffer => {
  const bytes = Buffer.from(base64, 'base64');
  const memory = new ArrayBuffer(bytes.length);
  Buffer.from(memory).set(bytes);
  return memory;
};

export const nameOfView = (view: ArrayBufferView): string =>
  Object.prototype.toString.call(view).slice('[object '.length, -1);

/** A view with this name of these bytes; undefined when this Node has none, or they do not make whole elements. */
export const viewOf = (name: unknown, base64: string): ArrayBufferView | undefined => {
  if (!isName(name)) return undefined;
  const Constructor = (globalThis as unknown as Record<string, View | undefined>)[name];
  try {
    return Constructor && new Constructor(memoryOf(base64));
  } catch {
    return undefined;
  }
};
