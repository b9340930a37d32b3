/** What node:tls has to know, from the settings of an address. */
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import * as tls from 'node:tls';
import { ExitCode, Failure } from '@proctools/core';
import type { TlsSettings } from '../address/address.ts';

const HELD_BYTES = 256 * 1024;

/** Where systems keep the certificates that they trust: Debian and Arch, Fedora, OpenSUSE, Alpine and macOS. */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

const readSetting = (file: string, key: string, name: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Failure(ExitCode.failed, `${name}: cannot read ${key}=${file}`, { cause });
  }
};

/** Node would take anything for a certificate to be trusted, and trust nobody then. */
const readCertificate = (file: string, key: 'ca' | 'cert', name: string): Buffer => {
  const bytes = readSetting(file, key, name);
  try {
    new X509Certificate(bytes);
    return bytes;
  } catch {
    throw new Failure(ExitCode.failed, `${name}: ${key}=${file} is no certificate`, { hint: 'a PEM file is needed' });
  }
};

/** The system's, as OpenSSL finds them; Node's own where there are none to be found (Windows). */
const systemCertificates = (name: string): readonly Buffer[] | undefined => {
  const { NODE_EXTRA_CA_CERTS, SSL_CERT_FILE } = process.env;
  const bundle = SSL_CERT_FILE || BUNDLES.find((file) => existsSync(file));
  if (bundle === undefined) return undefined;
  const extra = NODE_EXTRA_CA_CERTS && existsSync(NODE_EXTRA_CA_CERTS) ? [readFileSync(NODE_EXTRA_CA_CERTS)] : [];
  return [readSetting(bundle, 'SSL_CERT_FILE', name), ...extra];
};

const whatOpenSslSays = (cause: unknown): string =>
  cause instanceof Error ? cause.message.replace(/^error:[^:]*:[^:]*:[^:]*:/, '') : String(cause);

interface Papers {
  readonly ca?: Buffer[];
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Keys and certificates, read and tried: a Failure names the file that is none. */
const papersOf = (settings: TlsSettings, isServer: boolean, name: string): Papers => {
  const cert = settings.cert === undefined ? undefined : readCertificate(settings.cert, 'cert', name);
  const key = settings.key === undefined ? undefined : readSetting(settings.key, 'key', name);
  const own = settings.ca === undefined ? undefined : readCertificate(settings.ca, 'ca', name);
  const ca = own ? [own] : isServer || !settings.verify ? undefined : systemCertificates(name);
  const papers: Papers = { ...(cert && { cert }), ...(key && { key }), ...(ca && { ca: [...ca] }) };
  try {
    tls.createSecureContext(papers);
    return papers;
  } catch (cause) {
    throw new Failure(ExitCode.failed, `${name}: cannot use key=${settings.key}: ${whatOpenSslSays(cause)}`, {
      hint: 'a PEM file is needed, without a passphrase, which belongs to the certificate',
    });
  }
};

/** For who connects to `host`. */
export const clientOptions = (settings: TlsSettings, host: string, name: string): tls.ConnectionOptions => {
  const expected = settings.name ?? host;
  return {
    ...papersOf(settings, false, name),
    servername: isIP(expected) ? '' : expected,
    rejectUnauthorized: settings.verify,
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(expected, certificate),
    highWaterMark: HELD_BYTES,
  } as tls.ConnectionOptions;
};

/** For who listens; with `ca`, whoever connects has to have a certificate of theirs. */
export const serverOptions = (settings: TlsSettings, name: string): tls.TlsOptions => {
  const asks = settings.ca !== undefined;
  return {
    ...papersOf(settings, true, name),
    requestCert: asks,
    rejectUnauthorized: asks && settings.verify,
    highWaterMark: HELD_BYTES,
    noDelay: true,
  } as tls.TlsOptions;
};
