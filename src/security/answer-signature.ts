import { flattenedVerify } from 'jose';
import type { FlattenedVerifyResult, JWK } from 'jose';
import { CountersignError } from '../errors/countersign-error.ts';
import { DpopKeyCache } from './dpop-key-cache.ts';

/**
 * A detached ES256 JWS in canonical base64url: what is recorded as evidence must verify with a strict reader, too, or its
 * signer could dispute it later.
 */
const detachedJws = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]{85}[AQgw])$/;

/** The device whose key must have signed. */
export interface SigningDevice {
  /** Hex thumbprint of the key. */
  deviceId: string;
  jwk: JWK;
}

export interface AnswerSignatures {
  /**
   * Verifies a detached compact JWS (RFC 7515 appendix F) over a text.
   * @throws CountersignError `invalid_answer`; the detail says why.
   */
  verify(signature: string, text: string, device: SigningDevice): Promise<void>;
}

/** Verifies signatures over what was displayed; keeps imported device keys. */
export function createAnswerSignatures(): AnswerSignatures {
  const keys = new DpopKeyCache();
  return {
    verify: async (signature, text, device) => {
      const [, header, bytes] = detachedJws.exec(signature) ?? [];
      if (!header || !bytes) throw refused('not a detached compact JWS');
      const key = await keys.import(device.deviceId, device.jwk);
      if (!key) throw refused('the device key cannot be used');
      const jws = { protected: header, payload: Buffer.from(text).toString('base64url'), signature: bytes };
      const verified = await flattenedVerify(jws, key, { algorithms: ['ES256'] }).catch((cause: unknown) => {
        throw refused('signature is wrong', cause);
      });
      checkHeader(header, verified.protectedHeader, device.deviceId);
    },
  };
}

/** The type keeps a signature made for another purpose from counting here. */
function checkHeader(encoded: string, header: FlattenedVerifyResult['protectedHeader'], deviceId: string): void {
  if (header?.typ !== 'countersign-answer') throw refused('typ is not countersign-answer');
  if (header.kid !== deviceId) throw refused('kid is not the device');
  // One spelling: no further or repeated member, no white space, no unused bits that a strict reader would refuse.
  const isCanonical = Object.keys(header).length === 3 && Buffer.from(JSON.stringify(header)).toString('base64url') === encoded;
  if (!isCanonical) throw refused('the header is not alg, kid and typ in one spelling');
}

function refused(detail: string, cause?: unknown): CountersignError {
  return new CountersignError('invalid_answer', { detail: `JWS: ${detail}`, cause });
}
