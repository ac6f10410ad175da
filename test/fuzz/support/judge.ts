import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import { responseOf } from '../../api-reference/support/document.ts';
import type { Document } from '../../api-reference/support/document.ts';
import type { Callers } from './callers.ts';
import type { Plan } from './plan.ts';
import type { Answered } from './send.ts';

/** Content that an answer must not contain: paths of the code, names of libraries, SQL. */
const internals: readonly RegExp[] = [
  /node_modules|node:internal|\bat (async )?[\w.<>]+ \(|\.(ts|js|mjs):\d+/,
  /mikro|knex|\bkoa\b|\bzod|oidc-provider|openpgp|temporalio|firebase-admin|twilio\.com\/docs|\bbull|pino/i,
  /\b(TypeError|RangeError|ReferenceError|SyntaxError|ZodError|DriverException|ServerError|AggregateError)\b/,
  /duplicate key value|violates \w+|relation "|column "|invalid input syntax|invalid byte sequence|\binsert into\b|\bselect .+ from\b|\bupdate \w+ set\b|unterminated|SQLSTATE/i,
  /Unexpected (token|end of JSON)|is not (a function|iterable|valid JSON)|Cannot (read|set) propert|ECONN(REFUSED|RESET)|ENOENT|undefined/,
];

/** Reasons of a 503 that come from a provider; a 503 because of PostgreSQL or Temporal is a failure here. */
const ofProviders = new Set(['push_provider_unavailable', 'sms_not_sent', 'identity_provider_unavailable']);

export function createJudge(
  document: Pick<Document, 'paths' | 'components'>,
  callers: Pick<Callers, 'rightfulCaller'>,
) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const text = JSON.stringify(document).replaceAll('"#/components/', '"doc#/components/');
  const absolute = JSON.parse(text) as typeof document;
  ajv.addSchema({ $id: 'doc', components: absolute.components });
  const validators = new Map<string, ValidateFunction>();

  function findMisfit({ operation }: Plan, { status, headers, body }: Answered): string | undefined {
    const described = absolute.paths[operation.path]?.[operation.method.toLowerCase()];
    const response = described && responseOf(absolute, described, status);
    if (!response) return `the document has no ${status} for it`;
    const type = String(headers['content-type'] ?? '').split(';')[0] as string;
    if (!response.content) return body === '' ? undefined : 'the document has no body for it';
    const content = response.content[type];
    if (!content) return `the document has no ${type || 'answer without a body'} for it`;
    if (!content.schema) return undefined;
    if (status >= 400 && !isDeclared(content.examples, body)) return 'the document has no such refusal for it';
    const key = `${operation.operationId} ${status} ${type}`;
    const validate = validators.get(key) ?? ajv.compile(content.schema);
    validators.set(key, validate);
    return validate(JSON.parse(body)) ? undefined : `not as documented: ${ajv.errorsText(validate.errors)}`;
  }

  /** Describes what is wrong with an answer; undefined if it is right. */
  return function judge(plan: Plan, answered: Answered): string | undefined {
    const { status, body, headers } = answered;
    if (status >= 500 && !(status === 503 && isProviders(body))) return `a ${status}`;
    if (status < 400 && plan.operation.security.length > 0 && plan.isAddressed && !mayCall(plan))
      return `${plan.caller} got in`;
    const leak = status >= 400 && internals.map((pattern) => pattern.exec(body)?.[0]).find(Boolean);
    if (leak && !sentBy(plan).includes(leak)) return `it speaks of internals: ${leak}`;
    if (headers['x-request-id'] === undefined && ![400, 431].includes(status)) return 'no request id';
    return plan.isAddressed && headers['x-request-id'] !== undefined ? findMisfit(plan, answered) : undefined;
  };

  /** Also true for some callers other than the rightful one: roles and scopes have their own tests. */
  function mayCall({ operation, caller, headers }: Plan): boolean {
    const right = callers.rightfulCaller(operation);
    if (headers.some(([name]) => name === 'authorization' || (name === 'dpop' && right === 'phone'))) return false;
    if (caller === right) return true;
    const takesOperators = operation.security.some((requirement) => 'operatorSession' in requirement);
    if (takesOperators) return caller === 'admin' || caller === 'operator' || caller === 'helpdesk';
    return (
      right === 'phone' &&
      (caller === 'other phone' ||
        (caller === 'profile' &&
          operation.security.some((requirement) => 'profile' in requirement || !('appToken' in requirement))))
    );
  }
}

/** Whether the operation declares the code of an answer for this status. */
function isDeclared(examples: Record<string, { value: unknown }> | undefined, body: string): boolean {
  if (!examples) return true;
  const code = codeOf(JSON.parse(body));
  return 'answer' in examples || Object.values(examples).some(({ value }) => codeOf(value) === code);
}

function codeOf(answer: unknown): string | undefined {
  const { error, code } = answer as { error?: string; code?: string };
  return error ?? code;
}

function isProviders(body: string): boolean {
  const { error, code } = JSON.parse(body) as { error?: string; code?: string };
  return ofProviders.has(error ?? code ?? '');
}

function sentBy({ target, body, headers }: Plan): string {
  return `${decodeURIComponent(target.replaceAll('%', '%25'))} ${target} ${body?.toString() ?? ''} ${JSON.stringify(headers)}`;
}
