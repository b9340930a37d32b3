import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Files of a certificate and its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

interface Wishes {
  /** Who signs it; it signs itself when this is left out. */
  readonly by?: Certificate;
  /** How long it is valid; of a negative number it has expired. */
  readonly days?: number;
  /** What its files are called, when not like the host. */
  readonly file?: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes a certificate for `host`, with files in `folder`. */
export const certificate = (folder: string, host: string, { by, days = 3, file = host }: Wishes = {}): Certificate => {
  const made = { cert: path.join(folder, `${file}.pem`), key: path.join(folder, `${file}.key`) };
  const openssl = (...operands: readonly string[]) =>
    execFileSync('openssl', operands, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  if (by === undefined) {
    openssl('req', '-x509', ...KEY, '-keyout', made.key, '-out', made.cert, '-days', `${days}`, ...subject);
    return made;
  }
  const request = `${file}.csr`;
  openssl('req', ...KEY, '-keyout', made.key, '-out', request, ...subject);
  const signer = ['-CA', by.cert, '-CAkey', by.key, '-copy_extensions', 'copy'];
  openssl('x509', '-req', '-in', request, ...signer, '-days', `${days}`, '-out', made.cert);
  return made;
};
