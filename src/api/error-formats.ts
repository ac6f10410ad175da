import { z } from 'zod';
import type { ErrorFormat } from './middleware/errors.ts';

const basicChallenge = { 'WWW-Authenticate': 'Basic realm="countersign", charset="UTF-8"' };

/** Website API: the superset of the shapes that deployed clients saw (contract/mobile-authentication.md section 4). */
export const websiteErrors: ErrorFormat = {
  mediaType: 'application/json',
  body: z.looseObject({ error: z.string(), error_description: z.string(), error_code: z.string().optional(), description: z.string(), parameter: z.string().optional() }),
  write(error) {
    const text = typeof error.extra['parameter'] === 'string' ? `${error.message} (${error.extra['parameter']})` : error.message;
    return {
      body: {
        error: error.code,
        error_description: text,
        ...(error.wireCode ? { error_code: error.wireCode } : {}),
        description: text,
        ...error.extra,
      },
      ...(error.code === 'invalid_client' ? { headers: basicChallenge } : {}),
    };
  },
};

/** RFC 9457 problem details, for every surface of our own making. */
export const problems = problemDetails((code) => `DPoP error="${code}", algs="ES256"`);

/** The same for operators, who come with a bearer token (RFC 6750 section 3). */
export const adminProblems = problemDetails((code) => `Bearer realm="countersign-admin"${code === 'invalid_session' ? ', error="invalid_token"' : ''}`);

/** The same for providers, which sign what they report. */
export const providerProblems = problemDetails(() => 'Signature realm="countersign-providers"');

/** @param challenge what a 401 asks for. */
function problemDetails(challenge: (code: string) => string): ErrorFormat {
  return {
    mediaType: 'application/problem+json',
    body: z.looseObject({ type: z.string(), title: z.string(), status: z.number().int(), code: z.string(), request_id: z.string(), parameter: z.string().optional() }),
    write: (error, requestId) => ({
      body: {
        type: `urn:countersign:error:${error.code}`,
        title: error.message,
        status: error.httpStatus,
        code: error.code,
        request_id: requestId,
        ...error.extra,
      },
      headers: {
        'Content-Type': 'application/problem+json; charset=utf-8',
        ...(error.httpStatus === 401 ? { 'WWW-Authenticate': challenge(error.code) } : {}),
      },
    }),
  };
}

const codeOfStatus: Partial<Record<number, string>> = { 400: 'invalid_request', 401: 'unauthorized', 404: 'not_found', 409: 'conflict' };

/**
 * Device, events and configuration APIs: `code`, `message`, `details` (contract/end-user.md sections 2 and 6).
 * @param forbidden what a 403 is called there.
 */
export function codedErrors(forbidden: 'insufficient_permissions' | 'forbidden'): ErrorFormat {
  return {
    mediaType: 'application/json',
    body: z.looseObject({ code: z.string(), message: z.string(), details: z.array(z.looseObject({})) }),
    write(error) {
      const { parameter, details, ...extra } = error.extra;
      const code = error.httpStatus === 403 ? forbidden : (codeOfStatus[error.httpStatus] ?? error.code);
      const message = typeof parameter === 'string' ? `${error.message} (${parameter})` : error.message;
      return {
        body: { code, message, details: details ?? (parameter === undefined ? [] : [{ code: 'invalid_parameter', parameter }]), ...extra },
        ...(error.code === 'invalid_client' ? { headers: basicChallenge } : {}),
      };
    },
  };
}
