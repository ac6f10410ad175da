import { z } from 'zod';
import {
  addCertificate,
  listCertificates,
  removeCertificate,
} from '../../../commands/persons/sign-in-methods/certificate/own-certificates.ts';
import type { OwnCertificate } from '../../../commands/persons/sign-in-methods/certificate/own-certificates.ts';
import { certificateReader } from '../../../security/clients/presented-certificate.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { defineRoute } from '../../http/route.ts';
import type { Route } from '../../http/route.ts';
import { personOf } from '../authenticate-person.ts';
import { askedBy } from '../methods/asked-by.ts';
import { requireLevel } from '../require-level.ts';

const certificate = z.object({
  id: z.string().describe('Id of the certificate, which is that of its sign-in method.'),
  subject: z.string().describe('Whose it is, as RFC 4514 writes it.'),
  issuer: z.string().describe('Who issued it.'),
  serial: z.string().describe('Its serial number, hexadecimal.'),
  thumbprint_sha256: z.string().describe('SHA-256 of the certificate, hexadecimal.'),
  not_before: z.string().describe('From when it signs in (RFC 3339).'),
  not_after: z.string().describe('Until when it signs in (RFC 3339).'),
});

const list = z.object({
  items: z.array(certificate).describe('The certificates, oldest first; also those that have expired.'),
  next_cursor: z.null().describe('There are few enough for one page.'),
});

const body = z.strictObject({
  file: z
    .file()
    .describe('A `.cer` or `.crt` file: one X.509 certificate, DER or PEM, 16 KiB, without its private key.'),
});

/** The certificates with which a person signs in (contract/portal.md section 2). */
export function certificateRoutes(deps: ApiDeps): Route[] {
  const checkLevel = requireLevel(deps);
  const certificateOf = certificateReader(deps.environment);
  return [
    defineRoute({
      method: 'get',
      path: '',
      summary: 'Your certificates',
      responses: { 200: list },
      handler: async ({ context }) => {
        const items = await listCertificates(deps, personOf(context).userId);
        return { status: 200, body: { items: items.map(present), next_cursor: null } };
      },
    }),
    defineRoute({
      before: checkLevel,
      method: 'post',
      path: '',
      summary: 'Add a certificate',
      body,
      responses: { 201: certificate },
      handler: async ({ body: { file }, context }) => {
        const presented = certificateOf(context.req);
        const added = await addCertificate(deps, { ...askedBy(context), file: await file.bytes(), presented });
        return { status: 201, body: present(added) };
      },
    }),
    defineRoute({
      before: checkLevel,
      method: 'delete',
      path: '/:id',
      summary: 'Remove a certificate',
      params: z.object({ id: z.uuid().describe('The certificate, from the list.') }),
      responses: { 204: null },
      handler: async ({ params: { id: methodId }, context }) => {
        await removeCertificate(deps, { ...askedBy(context), methodId });
        return { status: 204 };
      },
    }),
  ];
}

function present({ id, subject, issuer, serial, thumbprint, notBefore, notAfter }: OwnCertificate) {
  return { id, subject, issuer, serial, thumbprint_sha256: thumbprint, not_before: notBefore, not_after: notAfter };
}
