import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as openid from 'openid-client';
import { BackchannelRequest } from '../../../../src/entities/authentication/backchannel-request.ts';
import { timeOrderedId } from '../../../../src/entities/columns/id.ts';
import type { SignedIn } from '../../../admin/support/admin-api.ts';
import { addClient, addSecret } from '../../../oauth-clients/support/registry.ts';
import { callPersons, uniqueEmail } from '../../../persons/support/persons-api.ts';
import { enrollPhone, eventually } from '../../../support/enrolled-phone.ts';
import type { EnrolledPhone } from '../../../support/enrolled-phone.ts';
import type { OwnServer } from '../../../support/own-server.ts';

export const grant = 'urn:openid:params:grant-type:ciba';

/** A client of CIBA. */
export interface Caller {
  id: string;
  secret: string;
  configuration: openid.Configuration;
}

/** The answer to its request. */
export interface Started {
  auth_req_id: string;
  expires_in: number;
  interval?: number;
  verification_code?: string;
}

export type Callers = ReturnType<typeof createCallers>;

/** Clients and people of a server. */
export function createCallers(server: OwnServer, admin: SignedIn) {
  async function addCaller(settings: object = {}): Promise<Caller> {
    const { client_id: id } = await addClient(admin, {
      name: 'Bank',
      grant_types: [grant, 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
      scopes: ['openid', 'profile', 'offline_access'],
      first_party: true,
      ...settings,
    });
    const secret = (await addSecret(admin, id)).client_secret;
    const issuer = new URL(`${server.endpoints.api}/oauth`);
    const configuration = await openid.discovery(issuer, id, {}, openid.ClientSecretPost(secret), {
      execute: [openid.allowInsecureRequests],
    });
    const caller = { id, secret, configuration };
    // Another process of the server may not know it for a moment.
    await eventually(async () =>
      (await post(caller, '/token', {})).body.error === 'invalid_client' ? undefined : true,
    );
    return caller;
  }

  async function addPerson(): Promise<{ id: string; email: string }> {
    const email = uniqueEmail();
    const json = { email_addresses: [{ value: email, primary: true, verified: true }] };
    const { body } = await callPersons('POST', '/persons', { json }, server.endpoints);
    return { id: body.person_id as string, email };
  }

  async function addPersonWithPhone(): Promise<{ id: string; email: string; phone: EnrolledPhone }> {
    const person = await addPerson();
    return { ...person, phone: await enrollPhone(server.endpoints, { userId: person.id }) };
  }

  async function post({ id, secret }: Pick<Caller, 'id' | 'secret'>, path: string, form: Record<string, string>) {
    const body = new URLSearchParams({ client_id: id, client_secret: secret, ...form });
    const response = await fetch(`${server.endpoints.api}/oauth${path}`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  return { addCaller, addPerson, addPersonWithPhone, post };
}

/** What a process leaves behind that was killed. */
export async function leaveRow(
  server: OwnServer,
  values: Partial<BackchannelRequest> & Pick<BackchannelRequest, 'clientId' | 'userId'>,
) {
  const id = timeOrderedId(Date.now());
  await server.deps.em().insert(BackchannelRequest, {
    id,
    artifactId: Buffer.from(id),
    scopes: ['openid'],
    resources: [],
    required: { level: 1, factors: 1, maxAge: null, isPhishingResistant: false },
    createdAt: new Date(Date.now() - 60_000),
    expiresAt: new Date(Date.now() + 300_000),
    ...values,
  });
  return id;
}

/** A client that is notified. */
export async function startReceiver() {
  const received: { authorization: string | undefined; body: unknown }[] = [];
  const answers: number[] = [];
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ authorization: request.headers.authorization, body: JSON.parse(body) });
      response.writeHead(answers.shift() ?? 204).end();
    });
  });
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/ping`;
  const stop = async () => {
    http.closeAllConnections();
    await new Promise((closed) => http.close(closed));
  };
  return { url, received, answers, stop };
}

/** Everything that a value holds, as text. */
export const textOf = (value: unknown) =>
  JSON.stringify(value, (_, one: unknown) => (one instanceof Uint8Array ? Buffer.from(one).toString('latin1') : one));
