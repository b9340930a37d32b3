import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Files of a certificate and its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate for `host`, signed by itself or by somebody else; with `days` before 0 it has expired. */
export const certificate = (
  folder: string,
  host: string,
  { by, notAfter }: { readonly by?: Certificate; readonly notAfter?: string } = {},
): Certificate => {
  const [cert, key] = [path.join(folder, `${host}.pem`), path.join(folder, `${host}.key`)];
  const openssl = (...operands: readonly string[]) =>
    execFileSync('openssl', operands, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  if (by === undefined) {
    openssl('req', '-x509', ...KEY, '-keyout', key, '-out', cert, '-days', '3', ...subject);
    return { cert, key };
  }
  openssl('req', ...KEY, '-keyout', key, '-out', `${host}.csr`, ...subject);
  const until = notAfter === undefined ? ['-days', '3'] : ['-days', notAfter];
  openssl(
    'x509',
    '-req',
    '-in',
    `${host}.csr`,
    '-CA',
    by.cert,
    '-CAkey',
    by.key,
    '-out',
    cert,
    '-copy_extensions',
    'copy',
    ...until,
  );
  return { cert, key };
};
