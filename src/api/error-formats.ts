import type { ErrorFormat } from './middleware/errors.ts';

/** Website API: the superset of the shapes that deployed clients saw (contract/mobile-authentication.md section 4). */
export const websiteErrors: ErrorFormat = (error) => {
  const text = typeof error.extra['parameter'] === 'string' ? `${error.message} (${error.extra['parameter']})` : error.message;
  return {
    body: {
      error: error.code,
      error_description: text,
      ...(error.wireCode ? { error_code: error.wireCode } : {}),
      description: text,
      ...error.extra,
    },
    ...(error.code === 'invalid_client' ? { headers: { 'WWW-Authenticate': 'Basic realm="countersign", charset="UTF-8"' } } : {}),
  };
};

/** RFC 9457 problem details, for every surface of our own making. */
export const problems: ErrorFormat = (error, context) => ({
  body: {
    type: `urn:countersign:error:${error.code}`,
    title: error.message,
    status: error.httpStatus,
    code: error.code,
    request_id: context.state.requestId as string,
    ...error.extra,
  },
  headers: {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...(error.httpStatus === 401 ? { 'WWW-Authenticate': `DPoP error="${error.code}", algs="ES256"` } : {}),
  },
});
