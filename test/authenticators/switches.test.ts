import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppCaller } from '../../src/commands/devices/app-caller.ts';
import { dropAuthenticator } from '../../src/commands/devices/authenticators/drop-authenticator.ts';
import { listAuthenticators } from '../../src/commands/devices/authenticators/list-authenticators.ts';
import { setAuthenticator } from '../../src/commands/devices/authenticators/set-authenticator.ts';
import { Application } from '../../src/entities/configuration/application.ts';
import { AuthenticatorKey } from '../../src/entities/devices/authenticator-key.ts';
import { nowInSeconds, TestFactor } from '../app/support/test-factor.ts';
import { AuthorizationServerUnderTest } from '../authorization-server/support/authorization-server-under-test.ts';
import { connect } from '../authorization-server/support/refresh-factor.ts';

let oauth: AuthorizationServerUnderTest;
let caller: AppCaller;
let pin: TestFactor;
beforeAll(async () => {
  oauth = await AuthorizationServerUnderTest.start();
  pin = await TestFactor.create('pin');
  const { phone, userId, profileId } = await connect(oauth);
  caller = {
    requestId: 'test',
    registrationId: profileId,
    userId,
    deviceId: phone.device.id,
    clientId: phone.clientId,
  };
});
afterAll(() => oauth.stop());

const switches = { pin: 'pinEnabled', fingerprint: 'fingerprintEnabled', face: 'customAuthenticatorEnabled' } as const;

function turn(name: keyof typeof switches, on: boolean): Promise<number> {
  return oauth.deps.em().nativeUpdate(Application, { identifier: 'shop' }, { [switches[name]]: on });
}

async function set(factor: TestFactor): Promise<void> {
  const messageId = randomUUID();
  const claims = {
    purpose: 'set_authenticator',
    authenticator: factor.name,
    key_thumbprint: await factor.thumbprint(),
    message_id: messageId,
  };
  const factorProof = await pin.prove({ iat: nowInSeconds(), profile_id: caller.registrationId, ...claims });
  await setAuthenticator(oauth.deps, caller, {
    name: factor.name,
    publicKey: factor.publicJwk,
    messageId,
    factorProof,
  });
}

it.each(['pin', 'fingerprint', 'face'] as const)(
  '%s can be set only while its switch of the application is on, and dropped after it was turned off',
  async (name) => {
    const factor = name === 'pin' ? pin : await TestFactor.create(name);
    await turn(name, false);
    await expect(set(factor)).rejects.toMatchObject({ code: 'authenticator_disabled' });
    await turn(name, true);
    await set(factor);
    await turn(name, false);
    const { authenticators } = await listAuthenticators(oauth.deps, caller.registrationId);
    expect(authenticators.some((listed) => listed.name === name)).toBe(name === 'pin');
    if (name !== 'pin') {
      const messageId = randomUUID();
      const factorProof = await pin.prove({
        iat: nowInSeconds(),
        profile_id: caller.registrationId,
        purpose: 'drop_authenticator',
        authenticator: name,
        message_id: messageId,
      });
      await dropAuthenticator(oauth.deps, caller, { name, messageId, factorProof });
      expect(await oauth.deps.em().count(AuthenticatorKey, { registration: caller.registrationId, name })).toBe(0);
    }
    await turn(name, true);
  },
);
