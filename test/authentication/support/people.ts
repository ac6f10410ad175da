import { randomInt } from 'node:crypto';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import type { Mail } from '../../../sandbox/state/mails.ts';
import { setPassword } from '../../../src/commands/persons/sign-in-methods/password/set-password.ts';
import type { Deps } from '../../../src/runtime/deps.ts';
import { mailsTo } from '../../messages/support/mails-to.ts';
import { createTestPerson, uniqueEmail } from '../../persons/support/persons-api.ts';
import { eventually } from '../../support/enrolled-phone.ts';
import { useStack } from '../../support/stack.ts';

export const rightPassword = 'sunny rooftop panels';

/** For policies of tests, which many people of other tests could not sign in under. */
export const lockingOut = { confirm: 1_000_000 };

/** A person who can sign in by their verified e-mail address, and by their verified phone number. */
export interface TestPerson {
  id: string;
  email: string;
  phone: string;
}

/** A mobile number of the Netherlands. */
export const uniquePhone = () => `+316${randomInt(10_000_000, 60_000_000)}`;

export async function addPerson(endpoints: Endpoints = useStack().endpoints): Promise<TestPerson> {
  const email = uniqueEmail();
  const phone = uniquePhone();
  const profile = {
    email_addresses: [{ value: email, primary: true, verified: true }],
    phone_numbers: [{ value: phone, primary: true, verified: true }],
  };
  const { body } = await createTestPerson(profile, endpoints);
  return { id: body.person_id as string, email, phone };
}

/** The same with {@link rightPassword}. */
export async function addPersonWithPassword(deps: Deps, endpoints?: Endpoints): Promise<TestPerson> {
  const person = await addPerson(endpoints);
  await setPassword(deps, { personId: person.id, password: rightPassword, origin: { requestId: 'test' } });
  return person;
}

const codePattern = /\b\d{6}\b/;
/** Without those about changes of sign-in methods, whose links may have six digits by chance. */
const codeMailsTo = async (address: string) =>
  (await mailsTo(address)).filter(({ text }) => codePattern.test(text ?? '') && !text?.includes('/account/not-me#'));

/** The code and the link of the newest mail with a code, once there are so many. */
export async function codeMailTo(address: string, count = 1): Promise<{ code: string; link: URL }> {
  return readCodeMail(
    await eventually(async () => {
      const mails = await codeMailsTo(address);
      return mails.length >= count ? mails.at(-1) : undefined;
    }),
  );
}

function readCodeMail(mail: Mail): { code: string; link: URL } {
  const code = codePattern.exec(mail.text ?? '')?.[0] ?? '';
  return { code, link: new URL(/https?:\/\/\S+#\S+/.exec(mail.text ?? '')?.[0] ?? 'about:blank') };
}

/** The same of the mail that `send` causes, at an address that has earlier ones. */
export async function codeMailAfter(address: string, send: () => Promise<void>): Promise<{ code: string; link: URL }> {
  // By id and not by number: the sandbox forgets the oldest of very many mails.
  const before = (await codeMailsTo(address)).at(-1)?.id ?? 0;
  await send();
  return readCodeMail(await eventually(async () => (await codeMailsTo(address)).findLast(({ id }) => id > before)));
}
