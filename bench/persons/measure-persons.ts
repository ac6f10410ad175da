import { signIn } from '../../test/admin/support/admin-api.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { createLightClient } from '../light-client.ts';
import { measure } from '../measure.ts';
import type { Measurement } from '../measure.ts';
import { seededPerson } from '../seed-data/persons.ts';

/** By what is asked. */
export type PersonsReport = Record<string, Measurement>;

/** What operators type, and what lists ask; each is given a person who jumps about. */
const questions: Record<string, (index: number) => Record<string, string>> = {
  'first page': () => ({}),
  'first page by name': () => ({ sort: 'display_name' }),
  'first page, counted': () => ({ count: 'true' }),
  'two letters': (index) => ({ q: seededPerson(index).givenName.slice(0, 2) }),
  'three letters from within': (index) => ({ q: seededPerson(index).familyName.slice(1, 4) }),
  'a frequent name': () => ({ q: 'jansen' }),
  'a frequent name, counted': () => ({ q: 'jansen', count: 'true' }),
  'a rare name': (index) => ({ q: seededPerson(index | 1).familyName }),
  'two names': (index) => ({ q: `${seededPerson(index).familyName} ${seededPerson(index).givenName}` }),
  username: (index) => ({ q: seededPerson(index).username }),
  'an e-mail address': (index) => ({ q: seededPerson(index).email }),
  'the domain of all': () => ({ q: '.com' }),
  'an id': (index) => ({ q: seededPerson(index).id }),
  'a phone number': (index) => ({ q: seededPerson(index).phone }),
  'the end of a phone number': (index) => ({ q: seededPerson(index).phone.slice(-4) }),
  'the beginning of one': (index) => ({ q: seededPerson(index).phone.slice(0, 8) }),
  'a typo': (index) => ({ q: mistype(seededPerson(index).familyName) }),
  'what is not there': (index) => ({ q: `zqxj${index}qq` }),
  'filter: family name begins': (index) => ({
    filter: `name.familyName sw "${seededPerson(index).familyName.slice(0, 4)}"`,
  }),
  'filter: e-mail and not a name': (index) => ({
    filter: `emails ew "@example${index % 50}.com" and not (name.givenName eq "Anna")`,
  }),
  'filter: phone number': (index) => ({ filter: `phoneNumbers eq "${seededPerson(index).phone}"` }),
  'filter without an index': () => ({ filter: 'locale eq "fr" or timezone pr' }),
};

/** Two letters change places. */
function mistype(name: string): string {
  return `${name.slice(0, 2)}${name.charAt(3)}${name.charAt(2)}${name.slice(4)}x`;
}

/** Searches among so many people, by an operator. */
export async function measurePersons(
  { endpoints: { api, operators } }: BenchEnvironment,
  seeded: number,
  { seconds, say }: { seconds: number; say: (text: string) => void },
): Promise<PersonsReport> {
  say('searches of people');
  const { token } = await signIn(api, operators.admin);
  const client = createLightClient(api, 1);
  let round = 0;
  const report: PersonsReport = {};
  for (const [what, question] of Object.entries(questions)) {
    const ask = async () => {
      round += 1;
      const parameters = new URLSearchParams(question((round * 7919) % seeded)).toString();
      const { status, body } = await client.call('GET', `/admin/v1/users?${parameters}`, `Bearer ${token}`);
      if (status !== 200) throw new Error(`${what}: ${status} ${body}`);
    };
    await measure(1, seconds / 10, ask);
    report[what] = await measure(1, Math.max(1, seconds / 4), ask);
  }
  client.close();
  return report;
}
