import { randomUUID } from 'node:crypto';
import { InvalidArgumentError, Option } from 'commander';
import type { RequestOrigin } from '../commands/events/request-origin.ts';
import type { Terminal } from './ops-deps.ts';

/** A name as events keep it. */
const operatorName = /^[\w.@+-]{1,64}$/;

/** Who does it. */
export function operatorOption({ account }: Terminal): Option {
  const option = new Option('--operator <name>', 'who does it, for the events').argParser(readName);
  return account !== undefined && operatorName.test(account)
    ? option.default(account, `the account, ${account}`)
    : option.makeOptionMandatory();
}

/** Where what they do came from. */
export function originOfOperator(operator: string): RequestOrigin {
  return { requestId: randomUUID(), agentUser: operator, userAgent: 'Countersign ops' };
}

function readName(text: string): string {
  if (!operatorName.test(text)) throw new InvalidArgumentError('A name has 1 to 64 letters, digits, _ . @ + -.');
  return text;
}
