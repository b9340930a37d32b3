declare module 'npm-normalize-package-bin' {
  /** Leaves `bin` as an object of names and relative paths, or takes it away. Changes what it is handed. */
  const normalize: (manifest: { name?: string; bin?: unknown }) => { readonly bin?: Readonly<Record<string, string>> };
  export default normalize;
}
