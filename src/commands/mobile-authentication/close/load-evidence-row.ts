import type { DeviceSnapshot } from '../../../domain/mobile-authentication/device-snapshot.ts';
import type { Shown } from '../../../domain/mobile-authentication/displayed.ts';
import type { MethodName } from '../../../domain/configuration/mobile-authentication-types/method-names.ts';
import { openColumn } from '../../../entities/columns/encrypted.ts';
import type { FactorJwk } from '../../../security/factors/factor-key.ts';
import type { CommandDeps } from '../../command-deps.ts';
import { runApart } from '../../../database/prepared-statement.ts';
import { openShown, shownColumns } from '../shown-columns.ts';
import type { SealedShown } from '../shown-columns.ts';

/** Data that an answer is verified with. Only the factor's key can change while a push is open. */
export interface EvidenceRow extends Shown {
  id: string;
  method: MethodName;
  challenge: Uint8Array;
  deviceId: string | null;
  device: DeviceSnapshot | null;
  /** False once it has ended or its end was requested: answers are refused. */
  isOpen: boolean;
  /** Key of the requested authenticator. */
  factorKey: FactorJwk | null;
}

const findRow = `
    select t.id, t.method, t.challenge, t.device_id as "deviceId", t.device, k.public_jwk as "factorKey",
           t.status = 'pending' and t.cancel_requested_at is null as "isOpen", ${shownColumns}
      from transaction t left join authenticator_key k on k.registration_id = t.registration_id and k.name = $2
     where t.id = $1`;

type Sealed = Omit<EvidenceRow, keyof SealedShown | 'factorKey'> & SealedShown & { factorKey: Buffer | null };

/**
 * Loads the data that an answer is verified with: one prepared statement.
 * @param authenticator whose key made the factor's proof; undefined: none is needed.
 */
export async function loadEvidenceRow(
  { em, keyring }: Pick<CommandDeps, 'em' | 'keyring'>,
  transactionId: string,
  authenticator: string | undefined,
): Promise<EvidenceRow | undefined> {
  const [row] = await runApart<Sealed>({ em }, { sql: findRow, parameters: [transactionId, authenticator ?? null] });
  if (!row) return undefined;
  return {
    ...row,
    factorKey: row.factorKey
      ? (JSON.parse(openColumn(keyring, 'authenticator_key.public_jwk', row.factorKey)) as FactorJwk)
      : null,
    ...openShown(keyring, row),
  };
}
