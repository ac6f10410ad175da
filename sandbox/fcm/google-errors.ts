import type { EndpointAnswer } from '../http/endpoint.ts';

interface GoogleError {
  httpStatus: number;
  /** The name of the google.rpc.Code. */
  status: string;
  message: string;
  /** FCM's own code in `details`. */
  errorCode?: string;
  headers?: Record<string, string>;
  fieldViolations?: { field: string; description: string }[];
}

/**
 * An error body in the format of Google's APIs, with FCM's code in `details`.
 * @see https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
 */
export function googleError({
  httpStatus,
  status,
  message,
  errorCode,
  headers,
  fieldViolations,
}: GoogleError): EndpointAnswer {
  const details: object[] = [];
  if (errorCode !== undefined)
    details.push({ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode });
  if (fieldViolations !== undefined)
    details.push({ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations });
  return {
    status: httpStatus,
    ...(headers === undefined ? {} : { headers }),
    body: { error: { code: httpStatus, message, status, ...(details.length > 0 ? { details } : {}) } },
    reason: errorCode ?? status,
  };
}

export function invalidArgument(field: string, message: string): EndpointAnswer {
  return googleError({
    httpStatus: 400,
    status: 'INVALID_ARGUMENT',
    message,
    errorCode: 'INVALID_ARGUMENT',
    fieldViolations: [{ field, description: message }],
  });
}

export function unregistered(): EndpointAnswer {
  return googleError({
    httpStatus: 404,
    status: 'NOT_FOUND',
    message: 'Requested entity was not found.',
    errorCode: 'UNREGISTERED',
  });
}

export function unauthenticated(): EndpointAnswer {
  const message =
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.';
  return googleError({
    httpStatus: 401,
    status: 'UNAUTHENTICATED',
    message,
    headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' },
  });
}

export function senderMismatch(): EndpointAnswer {
  return googleError({
    httpStatus: 403,
    status: 'PERMISSION_DENIED',
    message: 'SenderId mismatch',
    errorCode: 'SENDER_ID_MISMATCH',
  });
}
