declare module 'cmd-shim' {
  /** Writes shims beside each other: TO for sh, TO.cmd and TO.ps1. */
  export default function cmdShim(from: string, to: string): Promise<void>;
}
