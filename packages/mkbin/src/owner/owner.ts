/** Whose a file is: who put it there, and so can update and remove it. */
export type Owner =
  | { readonly type: 'mkbin' }
  | { readonly type: 'manager'; readonly manager: Manager; readonly package: string | null }
  | { readonly type: 'unknown' };

/** What installs commands, by the names of its commands. */
export type Manager =
  | 'npm'
  | 'pnpm'
  | 'yarn'
  | 'bun'
  | 'deno'
  | 'pip'
  | 'pipx'
  | 'uv'
  | 'brew'
  | 'cargo'
  | 'nix'
  | 'dpkg'
  | 'rpm';
