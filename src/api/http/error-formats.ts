import { z } from 'zod';
import type { CountersignError } from '../../errors/countersign-error.ts';
import type { ErrorFormat } from './middleware/errors.ts';

const basicChallenge = { 'WWW-Authenticate': 'Basic realm="countersign", charset="UTF-8"' };

/** Website API: a superset of the published error shapes (contract/mobile-authentication.md section 4). */
export const websiteErrors: ErrorFormat = {
  mediaType: 'application/json',
  body: z.looseObject({
    error: z.string().describe('Code of the refusal.'),
    error_description: z.string().describe('The same for people.'),
    error_code: z.string().optional().describe('Number of the refusal in the published contract.'),
    description: z.string().describe('The same as `error_description`.'),
    parameter: z.string().optional().describe('Parameter that was refused.'),
  }),
  write(error) {
    const text =
      typeof error.extra['parameter'] === 'string' ? `${error.message} (${error.extra['parameter']})` : error.message;
    return {
      body: {
        error: error.wireError,
        error_description: text,
        ...(error.wireCode ? { error_code: error.wireCode } : {}),
        description: text,
        ...error.extra,
      },
      ...(error.code === 'invalid_client' ? { headers: basicChallenge } : {}),
    };
  },
};

/** RFC 9457 problem details, for every surface without a published format. */
export const problems = problemDetails((code) => `DPoP error="${code}", algs="ES256"`);

/** The same for operators, who send a bearer token (RFC 6750 section 3). */
export const adminProblems = withStepUp(problemDetails(operatorChallenge));

/** The same for people with an access token; a step-up says what to ask for (RFC 9470 section 3). */
export const selfServiceProblems = withStepUp(
  problemDetails((code) => `Bearer realm="countersign-self-service", error="${code}"`),
);

/** The same for browsers that sign a person in: no scheme that makes them ask for a password themselves. */
export const flowProblems = problemDetails(
  () => 'Flow realm="countersign"',
  // The contract of the flow API has codes that other surfaces give with another status.
  ({ wireError }) => wireError,
);

/** The same for providers, which sign their reports. */
export const providerProblems = problemDetails(() => 'Signature realm="countersign-providers"');

function operatorChallenge(code: string): string {
  const errors: Partial<Record<string, string>> = {
    invalid_session: ', error="invalid_token"',
    insufficient_user_authentication: ', error="insufficient_user_authentication"',
  };
  return `Bearer realm="countersign-admin"${errors[code] ?? ''}`;
}

function withStepUp(format: ErrorFormat): ErrorFormat {
  return {
    ...format,
    write(error, requestId) {
      const { body, headers } = format.write(error, requestId);
      if (error.code !== 'insufficient_user_authentication') return { body, ...(headers && { headers }) };
      const { acr_values: acr, max_age: age } = error.extra;
      const recent = age === undefined ? '' : `, max_age="${String(age)}"`;
      const challenge = `${headers?.['WWW-Authenticate']}, acr_values="${String(acr)}"${recent}`;
      return { body, headers: { ...headers, 'WWW-Authenticate': challenge } };
    },
  };
}

/**
 * @param challenge `WWW-Authenticate` of a 401.
 * @param codeOf what is written as the code.
 */
function problemDetails(
  challenge: (code: string) => string,
  codeOf: (error: CountersignError) => string = ({ code }) => code,
): ErrorFormat {
  return {
    mediaType: 'application/problem+json',
    body: z.looseObject({
      type: z.string().describe('URN of the code.'),
      title: z.string().describe('The refusal for people.'),
      status: z.number().int().describe('The HTTP status.'),
      code: z.string().describe('Code of the refusal.'),
      request_id: z.string().describe('Id that finds the request in the log.'),
      parameter: z.string().optional().describe('Parameter that was refused.'),
    }),
    write: (error, requestId) => ({
      body: {
        type: `urn:countersign:error:${codeOf(error)}`,
        title: error.message,
        status: error.httpStatus,
        code: codeOf(error),
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

/** Persons API: exactly these two, and the results of an action token that failed (contract/idp.md). */
export const personRefusals: ErrorFormat = {
  mediaType: 'application/json',
  body: z.object({
    error_code: z.number().int().describe('Number of the refusal: the published one, else 9000 and the HTTP status.'),
    error_message: z.string().describe('The refusal for people.'),
    results: z
      .array(
        z.object({
          type: z.string().describe('Type of the action.'),
          execution_status: z.string().describe('What became of it.'),
        }),
      )
      .optional()
      .describe('3012: what became of each action of the token.'),
    attempts_left: z.number().int().optional().describe('A wrong activation code: how often it may still be typed.'),
  }),
  write(error) {
    const { parameter, results, attempts_left } = error.extra;
    return {
      body: {
        error_code: error.personCode,
        error_message: typeof parameter === 'string' ? `${error.message} (${parameter})` : error.message,
        ...(results === undefined ? {} : { results }),
        ...(attempts_left === undefined ? {} : { attempts_left }),
      },
      ...(error.code === 'invalid_client' ? { headers: basicChallenge } : {}),
    };
  },
};

const codeOfStatus: Partial<Record<number, string>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  404: 'not_found',
  409: 'conflict',
};

/**
 * Device, events and configuration APIs: `code`, `message`, `details` (contract/end-user.md sections 2 and 6).
 * @param forbidden code of a 403.
 */
export function codedErrors(forbidden: 'insufficient_permissions' | 'forbidden'): ErrorFormat {
  return withStepUp({
    mediaType: 'application/json',
    body: z.looseObject({
      code: z.string().describe('Code of the refusal.'),
      message: z.string().describe('The refusal for people.'),
      details: z.array(z.looseObject({})).describe('What was refused, and why, as far as it can be told.'),
    }),
    write(error) {
      const { parameter, details, ...extra } = error.extra;
      const code = error.httpStatus === 403 ? forbidden : (codeOfStatus[error.httpStatus] ?? error.code);
      const message = typeof parameter === 'string' ? `${error.message} (${parameter})` : error.message;
      return {
        body: {
          code,
          message,
          details: details ?? (parameter === undefined ? [] : [{ code: 'invalid_parameter', parameter }]),
          ...extra,
        },
        ...challengeOf(error),
      };
    },
  });
}

/** API clients and operators call the configuration API. */
function challengeOf({ code, httpStatus }: CountersignError): { headers?: Record<string, string> } {
  if (code === 'invalid_client') return { headers: basicChallenge };
  return httpStatus === 401 ? { headers: { 'WWW-Authenticate': operatorChallenge(code) } } : {};
}
