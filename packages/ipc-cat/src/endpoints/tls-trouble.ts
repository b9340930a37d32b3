/** What can go wrong between two who speak TLS, in words, with what can be done about it. */
import { ExitCode, errorCode, Failure } from '@proctools/core';
import { cannotConnect } from './cannot-connect.ts';

interface Trouble {
  readonly reason: string;
  readonly hint?: string;
}

const NOT_TRUSTED = 'to trust it, add its certificate to the address: ?ca=FILE';

const CERTIFICATES: Readonly<Record<string, Trouble>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { reason: 'its certificate is self-signed', hint: NOT_TRUSTED },
  SELF_SIGNED_CERT_IN_CHAIN: {
    reason: 'its certificate is signed by an authority that is not trusted here',
    hint: 'to trust it, add the certificate of that authority to the address: ?ca=FILE',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    reason: 'nobody who is trusted here has signed its certificate',
    hint: NOT_TRUSTED,
  },
  UNABLE_TO_GET_ISSUER_CERT: { reason: 'nobody who is trusted here has signed its certificate', hint: NOT_TRUSTED },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
    reason: 'nobody who is trusted here has signed its certificate',
    hint: NOT_TRUSTED,
  },
  CERT_HAS_EXPIRED: { reason: 'its certificate has expired' },
  CERT_NOT_YET_VALID: { reason: 'its certificate is not valid yet', hint: 'is the clock of this machine right?' },
  CERT_SIGNATURE_FAILURE: { reason: 'the signature of its certificate is wrong' },
  CERT_REVOKED: { reason: 'its certificate was revoked' },
  CERT_UNTRUSTED: { reason: 'its certificate is not trusted', hint: NOT_TRUSTED },
  INVALID_PURPOSE: { reason: 'its certificate is for another purpose' },
};

/** Alerts that the other side sends, RFC 8446, 6.2. Node has them in the code or, as EPROTO, in OpenSSL's words. */
const alertOf = (text: string): string | undefined =>
  /[_ ]ALERT[_ ]([A-Z_ ]+)/i.exec(text)?.[1]?.toLowerCase().replaceAll('_', ' ');

const HUNG_UP = 'the other side hung up before TLS was agreed on';

const NO_TLS = /WRONG.VERSION.NUMBER|PACKET.LENGTH.TOO.LONG|HTTP.REQUEST|UNKNOWN.PROTOCOL|RECORD.LAYER.FAILURE/i;

const OWN_CERTIFICATE = 'it wants a certificate of ours that it trusts: add ?cert=FILE&key=FILE to the address';

const wrongName = (error: Error): Trouble => {
  const { cert, host } = error as Error & { host?: string; cert?: { subjectaltname?: string } };
  const names = cert?.subjectaltname?.replaceAll(/DNS:|IP Address:/g, '') ?? 'nobody';
  return {
    reason: `its certificate is for ${names}, and not for ${host}`,
    hint: 'if that is whom you mean, add ?name=NAME to the address',
  };
};

const troubleOf = (error: Error): Trouble | undefined => {
  const code = errorCode(error) ?? '';
  const certificate = CERTIFICATES[code];
  if (certificate) return certificate;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return wrongName(error);
  const alert = alertOf(code === 'EPROTO' ? error.message : code);
  if (alert !== undefined) {
    const reason = `the other side refused: ${alert}`;
    return /certificate|unknown ca/.test(alert) ? { reason, hint: OWN_CERTIFICATE } : { reason };
  }
  if (NO_TLS.test(code) || NO_TLS.test(error.message)) return { reason: 'the other side does not speak TLS' };
  if (code === 'ERR_SSL_NO_SHARED_CIPHER') return { reason: 'no cipher that both sides know' };
  if (code === 'ERR_SSL_UNSUPPORTED_PROTOCOL')
    return { reason: 'the other side speaks no version of TLS that is safe' };
  if (code === 'ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE') return { reason: 'the other side showed no certificate' };
  if (code === 'ECONNRESET' && /before secure|hang up/.test(error.message)) return { reason: HUNG_UP };
  return undefined;
};

/** Why TLS failed, without a name in front; undefined when it was not TLS that failed. */
export const reasonOfTls = (error: unknown): Trouble | undefined =>
  error instanceof Error ? troubleOf(error) : undefined;

/** The Failure of a connection that could not be made. */
export const cannotConnectByTls = (name: string, cause: unknown): Failure => {
  const trouble = reasonOfTls(cause);
  const isCut = !trouble && errorCode(cause) === 'ECONNRESET'; // a reset may come before the end that would have told it
  if (isCut) return new Failure(ExitCode.failed, `cannot connect to ${name}: ${HUNG_UP}`);
  if (!trouble) return cannotConnect(name, cause);
  return new Failure(ExitCode.failed, `cannot connect to ${name}: ${trouble.reason}`, { hint: trouble.hint });
};
