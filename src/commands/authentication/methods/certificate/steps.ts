import type { X509Certificate } from 'node:crypto';
import { softwareCertificate } from '../../../../domain/authentication/methods/certificate.ts';
import { readEmailAddress } from '../../../../domain/persons/contacts/email-address.ts';
import { PersonEmail } from '../../../../entities/persons/person-email.ts';
import { SignInMethod } from '../../../../entities/persons/sign-in-method.ts';
import { dueLater } from '../../../persons/sign-in-methods/list/due-later.ts';
import { alternativeNames, isIssuedBy, readCertificates } from '../../../../security/clients/client-certificate.ts';
import { takesCertificates } from '../../../../security/clients/presented-certificate.ts';
import { isUsable } from '../../../../security/clients/uploaded-certificate.ts';
import {
  findByCertificate,
  noteCertificateUse,
} from '../../../persons/sign-in-methods/certificate/stored-certificate.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import type { MethodSteps } from '../method-steps.ts';

/** The certificate of the TLS connection, which says whose it is: as it was uploaded, or by the word of a configured authority. */
export const certificateSteps: MethodSteps<Record<string, never>> = {
  async begin(deps, { flow, certificate }) {
    const personId = certificate && (await findPersonOf(deps, certificate));
    if (!personId) return { refused: { code: 'certificate_refused', personId: flow.personId ?? undefined } };
    const onHardware = readCertificates(deps.environment.hardwareCertificateAuthorities ?? '');
    const isOnHardware = isIssuedBy(certificate, onHardware, deps.clock());
    return { proven: { personId, ...(isOnHardware ? {} : softwareCertificate) } };
  },
  isAvailable: async ({ environment }) => takesCertificates(environment),
  async isSetUp({ em, clock, environment }, person) {
    if (!takesCertificates(environment)) return false;
    const now = clock();
    return (
      (await em().count(SignInMethod, { person, type: 'certificate', expiresAt: { $gt: now }, ...dueLater(now) })) > 0
    );
  },
};

/** Whom an authority names comes first: a stranger may have uploaded the certificate, which is no secret, as their own. */
async function findPersonOf(deps: FlowDeps, certificate: X509Certificate): Promise<string | undefined> {
  const now = deps.clock();
  if (!isUsable(certificate, now)) return undefined;
  const authorities = readCertificates(deps.environment.personCertificateAuthorities ?? '');
  const named = isIssuedBy(certificate, authorities, now) ? await findByAddress(deps, certificate) : undefined;
  const own = await findByCertificate(deps, certificate);
  if (own && (named ?? own.personId) === own.personId) await noteCertificateUse(deps, own.id);
  return named ?? own?.personId;
}

/** An authority names a person by their address. With several it is not clear whom. */
async function findByAddress({ em }: Pick<FlowDeps, 'em'>, certificate: X509Certificate): Promise<string | undefined> {
  const [address, ...others] = alternativeNames(certificate, 'email');
  const email = address !== undefined && others.length === 0 ? readEmailAddress(address) : undefined;
  if (!email) return undefined;
  const row = await em().findOne(PersonEmail, { addressKey: email.key, verifiedAt: { $ne: null } });
  return row?.person;
}
