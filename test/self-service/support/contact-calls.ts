import { codeOf } from '../../../src/commands/authentication/methods/sending/sign-in-code.ts';
import { Keyring } from '../../../src/security/keyring.ts';
import { uniquePhone } from '../../authentication/support/people.ts';
import { uniqueEmail } from '../../persons/support/persons-api.ts';
import { useStack } from '../../support/stack.ts';
import { query } from '../../users/support/rest.ts';
import type { Caller } from './self-service-api.ts';

/** The code that was sent for a row: what the mailbox of an address would show. */
export function codeFor(id: string): string {
  return codeOf(new Keyring(useStack().infrastructure.secrets.keyring as never), id);
}

export const wrongCode = (code: string) => (code === '000000' ? '000001' : '000000');

/** What a person does with their addresses and numbers. */
export function contactCalls(caller: Caller) {
  const add = (json: object) => caller.call('POST', '/methods', { json });
  const verify = (id: string, code: string) => caller.call('POST', `/methods/${id}/verify`, { json: { code } });
  const addVerified = async (json: object): Promise<string> => {
    const { body } = await add(json);
    const { status } = await verify(body.id, codeFor(body.id));
    if (status !== 200) throw new Error(`Not verified: ${status}`);
    return body.id as string;
  };
  return {
    add,
    verify,
    addEmail: (email = uniqueEmail()) => addVerified({ type: 'email', email }),
    addPhone: (phone = uniquePhone()) => addVerified({ type: 'phone', phone_number: phone }),
    list: async () => (await caller.call('GET', '/methods')).body.items as Record<string, unknown>[],
    /** What the events tell of the person's methods. */
    events: async () => {
      const sql = "select name, detail from event where user_id = $1 and name like 'METHOD%' order by id";
      const rows = await query<{ name: string; detail: string }>(sql, [caller.userId]);
      return rows.map(({ name, detail }) => `${name}: ${detail}`);
    },
  };
}
