import { randomUUID } from 'node:crypto';
import canonicalize from 'canonicalize';
import { CompactSign } from 'jose';
import * as openpgp from 'openpgp';
import type { Endpoints } from '../../../dev/parts/endpoints.ts';
import { TestDevice } from '../../authorization-server/support/test-device.ts';
import type { ProofOptions } from '../../authorization-server/support/test-device.ts';
import { makeProfileKeys } from '../../security/profile-keys.ts';
import type { ProfileKeyKind } from '../../security/profile-keys.ts';
import { createWebsite } from '../../support/website.ts';

/** The answer to a call; `body` is null when it has none. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  // The tests assert on the members that exist.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

export interface CallOptions {
  body?: unknown;
  /** null = leave the header out. */
  messageId?: string | null;
  accessToken?: string | null;
  /** A proof that the test has made, or null for none. */
  proof?: string | null;
  proofOptions?: Partial<ProofOptions>;
  headers?: Record<string, string>;
}

type Where = Pick<Endpoints, 'api' | 'clients'>;

/** An app by docs/app-protocol.md alone that can also send what a correct app never sends. */
export class RawPhone {
  readonly device: TestDevice;
  readonly userId: string;
  clientId = '';
  accessToken = '';
  profileId = '';
  keys: { privateKey: openpgp.PrivateKey; publicKey: openpgp.PublicKey } | undefined;
  serverKey: openpgp.PublicKey | undefined;
  readonly #where: Where;

  private constructor(where: Where, device: TestDevice, userId: string) {
    this.#where = where;
    this.device = device;
    this.userId = userId;
  }

  /** Registers, and connects a new user. */
  static async connect(
    where: Where,
    options: { userId?: string; device?: TestDevice; platform?: 'android' | 'ios' } = {},
  ): Promise<RawPhone> {
    const phone = new RawPhone(
      where,
      options.device ?? (await TestDevice.create()),
      options.userId ?? `raw-${randomUUID()}`,
    );
    const body = {
      application: 'northwind-id',
      platform: options.platform ?? 'android',
      version: '1.0.0',
      device: { name: 'raw phone' },
    };
    phone.clientId = (await phone.call('POST', '/registrations', { body, accessToken: null })).body.client_id as string;
    await phone.#obtainTokens();
    return phone;
  }

  /** Makes one call of the app API. A changing call has a new `Message-Id` unless the options have another. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<RawAnswer> {
    const url = `${this.#where.api}/app/v1${path}`;
    const accessToken = options.accessToken === undefined ? this.accessToken : options.accessToken;
    const proof =
      options.proof === undefined
        ? await this.device.prove({ method, url, ...(accessToken ? { accessToken } : {}), ...options.proofOptions })
        : options.proof;
    const messageId = options.messageId === undefined ? randomUUID() : options.messageId;
    const headers = {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(accessToken ? { authorization: `DPoP ${accessToken}` } : {}),
      ...(proof ? { dpop: proof } : {}),
      ...(method !== 'GET' && messageId ? { 'message-id': messageId } : {}),
      ...options.headers,
    };
    const body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
    const response = await fetch(url, { method, headers, ...(options.body === undefined ? {} : { body }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  }

  /** A POST with a JSON body. */
  post(path: string, body: unknown = {}, options: Omit<CallOptions, 'body'> = {}): Promise<RawAnswer> {
    return this.call('POST', path, { ...options, body });
  }

  /** Exchanges keys. */
  async enrollKeys(kind: ProfileKeyKind = 'v6'): Promise<RawAnswer> {
    this.keys = await makeProfileKeys(kind, this.profileId);
    const answer = await this.post('/key-enrollment', { public_key: this.keys.publicKey.armor() });
    this.serverKey = await openpgp.readKey({ armoredKey: answer.body.server_public_key });
    return answer;
  }

  /** The JSON in a message of the server, after verification of its signature. */
  // oxlint-disable-next-line typescript/no-explicit-any
  async open(armored: string): Promise<any> {
    const { data, signatures } = await openpgp.decrypt({
      message: await openpgp.readMessage({ armoredMessage: armored }),
      decryptionKeys: this.#ownKeys().privateKey,
      verificationKeys: this.#keyOfServer(),
      expectSigned: true,
      date: new Date(Date.now() + 60_000),
    });
    await signatures[0]?.verified;
    return JSON.parse(data);
  }

  /** Seals an armored message to the server as an app does. */
  seal(content: unknown, options: { signingKeys?: openpgp.PrivateKey } = {}): Promise<string> {
    return openpgp.createMessage({ text: JSON.stringify(content) }).then((message) =>
      openpgp.encrypt({
        message,
        encryptionKeys: this.#keyOfServer(),
        signingKeys: options.signingKeys ?? this.#ownKeys().privateKey,
        config: { v6Keys: true, aeadProtect: true },
      }),
    );
  }

  /** The answer to a fetched transaction, with some parts replaced. */
  async answerTo(
    shown: Record<string, unknown>,
    decision: object = { decision: 'accept' },
    replace: object = {},
    signWith: TestDevice = this.device,
  ): Promise<Record<string, unknown>> {
    const displayed = Object.fromEntries(
      ['message', 'secure_message', 'signing_data', 'context']
        .filter((name) => name in shown)
        .map((name) => [name, shown[name]]),
    );
    const payload = {
      challenge: shown['challenge'],
      decision: (decision as { decision: string }).decision,
      displayed,
      transaction_id: shown['transaction_id'],
    };
    const jws = await new CompactSign(Buffer.from(canonicalize(payload) as string))
      .setProtectedHeader({ alg: 'ES256', kid: this.device.id, typ: 'countersign-answer' })
      .sign(signWith.privateKey);
    const [header, , signature] = jws.split('.');
    return { ...decision, displayed, signature: `${header}..${signature}`, ...replace };
  }

  #ownKeys() {
    if (!this.keys) throw new Error('enrollKeys first');
    return this.keys;
  }

  #keyOfServer() {
    if (!this.serverKey) throw new Error('enrollKeys first');
    return this.serverKey;
  }

  async #obtainTokens(): Promise<void> {
    const url = `${this.#where.api}/oauth/token`;
    const code = await createWebsite(this.#where).enrollmentCode(this.userId);
    const form = {
      grant_type: 'urn:countersign:grant-type:enrollment-code',
      client_id: this.clientId,
      enrollment_code: code,
    };
    const response = await fetch(url, {
      method: 'POST',
      headers: { dpop: await this.device.prove({ url }) },
      body: new URLSearchParams(form),
    });
    const answer = (await response.json()) as Record<string, string>;
    if (response.status !== 200) throw new Error(`No token: ${JSON.stringify(answer)}`);
    this.accessToken = answer['access_token'] ?? '';
    this.profileId = answer['profile_id'] ?? '';
  }
}
