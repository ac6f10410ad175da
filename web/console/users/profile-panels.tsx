import { useQuery } from '@tanstack/react-query';
import { Facts } from '../../design/data/facts.tsx';
import { Panel } from '../../design/data/panel.tsx';
import { useTexts } from '../language/language.ts';
import { useFormats } from '../language/use-formats.ts';
import { partQuery, type User } from './users-query.ts';

type Contact = User['email_addresses'][number];

/** Addresses or numbers, each with whether it is verified. */
function Contacts({ contacts }: { contacts: readonly Contact[] }) {
  const { t } = useTexts();
  return (
    <ul>
      {contacts.map(({ value, verified_at: verified }) => (
        <li key={value}>
          <span dir="ltr">{value}</span>
          <span className="quiet"> · {verified ? t('user.verified') : t('user.unverified')}</span>
        </li>
      ))}
    </ul>
  );
}

function addressLine(at: User['addresses'][number]): string {
  const street = [at.street_name, at.house_number, at.house_number_addition].filter(Boolean).join(' ');
  const city = [at.postal_code, at.city].filter(Boolean).join(' ');
  return [street, city, at.country_code].filter(Boolean).join(', ');
}

/** Who the person is. */
export function ProfilePanel({ user }: { user: User }) {
  const { t } = useTexts();
  const { moment } = useFormats();
  const contacts = (list: Contact[]) => (list.length === 0 ? null : <Contacts contacts={list} />);
  return (
    <Panel title={t('user.profile')}>
      {user.status === null && <p className="quiet note">{t('user.noProfile')}</p>}
      <Facts
        facts={[
          [t('user.username'), user.username],
          [t('user.givenName'), user.given_name],
          [t('user.familyName'), user.family_name],
          [t('user.email'), contacts(user.email_addresses)],
          [t('user.phone'), contacts(user.phone_numbers)],
          [t('user.address'), user.addresses.map(addressLine).join('; ')],
          [t('user.birthdate'), user.birthdate],
          [t('user.locale'), user.locale],
          [t('user.reference'), user.reference_id],
          ...user.custom_attributes.map(({ name, value }) => [name, value] as const),
          [t('user.reason'), user.status_reason],
          [t('user.registered'), user.registered_at && moment(user.registered_at)],
          [t('user.changed'), user.changed_at && moment(user.changed_at)],
        ]}
      />
    </Panel>
  );
}

/** What there is of the user on phones, and how they are notified. */
export function MobilePanel({ user }: { user: User }) {
  const { t } = useTexts();
  const { moment } = useFormats();
  const { data: notifications } = useQuery(partQuery(user.user_id, 'notifications'));
  const channel = notifications?.notification_type;
  return (
    <Panel title={t('user.mobile')}>
      <Facts
        facts={[
          [t('user.knownSince'), user.known_since ? moment(user.known_since) : t('user.neverConnected')],
          [t('user.devices'), String(user.devices)],
          [t('user.open'), String(user.open_transactions)],
          [t('user.notifications'), channel ? t(`user.channel.${channel}`) : t('user.channel.none')],
        ]}
      />
    </Panel>
  );
}
