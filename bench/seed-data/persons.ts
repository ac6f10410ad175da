import type { EntityManager } from '@mikro-orm/postgresql';
import { assignDetails, assignSearch } from '../../src/commands/persons/profile/person-columns.ts';
import { hashPhoneNumber } from '../../src/commands/persons/profile/blind-index.ts';
import { timeOrderedId } from '../../src/entities/columns/id.ts';
import { sealInRow } from '../../src/entities/columns/row-bound.ts';
import { PersonEmail } from '../../src/entities/persons/person-email.ts';
import { PersonPhone } from '../../src/entities/persons/person-phone.ts';
import { Person } from '../../src/entities/persons/person.ts';
import { User } from '../../src/entities/persons/user.ts';
import type { Keyring } from '../../src/security/keyring.ts';

// prettier-ignore
const given = ['José', 'Anna', 'Zoë', 'Björn', 'Siobhán', 'Wei', 'Olga', 'Łukasz', 'Mary', 'Ahmed', 'Fatima', 'Jan', 'Émile', 'Priya', 'Noor', 'Sven', 'Chloé', 'Mateo', 'Aiko', 'Tom'];
// prettier-ignore
const family = ['Müller', 'Jansen', 'García', 'Ó Briain', 'Nowak', 'Smith', 'Østergaard', 'de Vries', 'Kowalski', 'Chen', 'Schmidt', 'Bakker', 'Novák', 'Rossi', 'Dubois', 'Hansen', 'Yılmaz', 'Silva', 'Ivanova', 'Okafor', 'van den Berg', 'Johansson', 'Papadopoulos'];
const syllables = ['ba', 'ker', 'lo', 'min', 'ra', 'ston', 'vel', 'dor', 'ti', 'quin', 'zer', 'pha'];
const batch = 500;
const day = 24 * 3_600_000;

/** The person with this number; the same in every run, so that a run can ask for them. */
export function seededPerson(index: number) {
  const givenName = given[index % given.length] as string;
  const kind = family[(index * 7) % family.length] as string;
  // Half of them have a name that few others have.
  const familyName = index % 2 === 0 ? kind : rareName(index);
  const local = `${givenName}.${familyName}${index}`.normalize('NFKD').replaceAll(/[^A-Za-z0-9.]/g, '');
  return {
    id: `seeded-person-${index}`,
    givenName,
    familyName,
    username: `user.${index}`,
    email: `${local}@example${index % 50}.com`.toLowerCase(),
    phone: `+316${String(10_000_000 + ((index * 7919) % 89_999_999))}`,
  };
}

function rareName(index: number): string {
  const parts = [index % 12, (index >> 3) % 12, (index >> 7) % 12].map((place) => syllables[place]).join('');
  return parts.charAt(0).toUpperCase() + parts.slice(1);
}

/** People with a name, a username, an e-mail address and, four of five, a phone number; encrypted and indexed as the product writes them. */
export async function seedPersons(
  em: () => EntityManager,
  keyring: Keyring,
  count: number,
  tell: (done: number) => void,
): Promise<void> {
  const now = Date.now();
  for (let first = 0; first < count; first += batch) {
    const numbers = Array.from({ length: Math.min(batch, count - first) }, (_, index) => first + index);
    const rows = numbers.map((number) => rowsOf(keyring, number, new Date(now - (number % 3000) * (day / 3))));
    await em().transactional(async (inner) => {
      await inner.insertMany(
        User,
        rows.map(({ user }) => user),
      );
      await inner.insertMany(
        Person,
        rows.map(({ person }) => person),
      );
      await inner.insertMany(
        PersonEmail,
        rows.map(({ email }) => email),
      );
      await inner.insertMany(
        PersonPhone,
        rows.flatMap(({ phone }) => phone ?? []),
      );
    });
    tell(first + numbers.length);
  }
}

function rowsOf(keyring: Keyring, index: number, registeredAt: Date) {
  const { id, email, phone, ...details } = seededPerson(index);
  const person = { user: id, status: 'active', revision: 1, registeredAt, changedAt: registeredAt } as Person;
  assignDetails(keyring, person, { ...details, locale: 'nl-NL', gender: 'female', birthDate: '1984-02-29' });
  const phones = index % 5 === 0 ? [] : [phone];
  assignSearch(keyring, person, { emails: [email], phones });
  const contact = {
    person: id,
    isPrimary: true,
    tag: null,
    verifiedAt: null,
    verifiedBy: null,
    createdAt: registeredAt,
  };
  return {
    user: { id, createdAt: registeredAt },
    person,
    email: { ...contact, id: timeOrderedId(), address: email, addressKey: email },
    phone:
      phones.length === 0
        ? undefined
        : {
            ...contact,
            id: timeOrderedId(),
            number: sealInRow(keyring, 'person_phone.number', id, phone),
            numberHash: hashPhoneNumber(keyring, phone),
          },
  };
}
