import type { EntityManager } from '@mikro-orm/postgresql';
import { runStatement } from '../../../database/prepared-statement.ts';
import { equalBytes } from '../../../security/keyring.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';

type Deps = Pick<CommandDeps, 'em' | 'keyring'>;

const bytes = { id: 16, mac: 16 };
/** Persons whom one browser knows at once. Beyond that the oldest is forgotten. */
const mostPersons = 5;
const separator = '~';
/** Another form of id could hold a part of a person's id, which stands behind it in what is signed. */
const form = /^([\w-]{22})\.([\w-]{22})$/;

/**
 * What a browser keeps once a person has signed in with it, beside what it keeps of others. It proves nothing of who uses it: it gives the
 * person a count of tries of their own there, so that strangers who guess elsewhere do not lock them out. It holds until the person has all
 * browsers forgotten; see `forgetKnownDevices`.
 * @param former what the browser has kept so far.
 */
export async function vouchForDevice(
  deps: Deps & Pick<CommandDeps, 'random'>,
  former: string | undefined,
  personId: string,
): Promise<string> {
  const version = await versionOf(deps, personId);
  const others = readVouchers(former).filter((voucher) => !isOf(deps.keyring, voucher, { personId, version }));
  const id = deps.random(bytes.id).toString('base64url');
  const mac = macOf(deps.keyring, id, { personId, version }).toString('base64url');
  return [...others.map((voucher) => voucher.text), `${id}.${mac}`].slice(-mostPersons).join(separator);
}

/** The id of a device that vouches for this person; undefined for another's, or one that was made up or is forgotten. */
export async function knownDeviceOf(
  deps: Deps,
  device: string | undefined,
  personId: string | undefined,
): Promise<string | undefined> {
  const vouchers = readVouchers(device);
  if (vouchers.length === 0) return undefined;
  // The same work for no person.
  const version = await versionOf(deps, personId ?? '');
  const found = vouchers.find((voucher) => isOf(deps.keyring, voucher, { personId: personId ?? '', version }));
  return personId === undefined ? undefined : found?.id;
}

/** Has no browser vouch for a person any more, as part of the caller's transaction. */
export async function forgetKnownDevices(em: EntityManager, personId: string): Promise<void> {
  const sql = `insert into known_devices (person_id, version) select id, 1 from person where id = ?
               on conflict (person_id) do update set version = known_devices.version + 1`;
  await runStatement(em, { sql, parameters: [personId] });
}

interface Voucher {
  text: string;
  id: string;
  mac: string;
}

interface Vouched {
  personId: string;
  version: number;
}

function readVouchers(device: string | undefined): Voucher[] {
  const found = (device ?? '').split(separator, mostPersons + 1).flatMap((text) => {
    const [, id, mac] = form.exec(text) ?? [];
    return id !== undefined && mac !== undefined ? [{ text, id, mac }] : [];
  });
  return found.slice(-mostPersons);
}

async function versionOf({ em }: Pick<Deps, 'em'>, personId: string): Promise<number> {
  const sql = 'select version from known_devices where person_id = ?';
  const [row] = await runStatement<{ version: number }>(em(), { sql, parameters: [personId] });
  return row?.version ?? 0;
}

function isOf(keyring: Keyring, { id, mac }: Voucher, vouched: Vouched): boolean {
  return equalBytes(Buffer.from(mac, 'base64url'), macOf(keyring, id, vouched));
}

function macOf(keyring: Keyring, id: string, { personId, version }: Vouched): Buffer {
  return keyring.mac('known-device', `${id}/${version}/${personId}`, keyring.oldestId).subarray(0, bytes.mac);
}
