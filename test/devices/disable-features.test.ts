import { Connection } from '@temporalio/client';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { enrollPush } from '../app/support/enroll-push.ts';
import { isConnected } from '../app/support/is-connected.ts';
import { RawPhone } from '../app/support/raw-phone.ts';
import { eventually, obtainPushToken } from '../support/enrolled-phone.ts';
import { useStack } from '../support/stack.ts';
import { eventsOf, query, rest } from '../users/support/rest.ts';
import { devicesOf } from './support/devices-of.ts';

const { endpoints } = useStack();
const versions = ['v3', 'v4'] as const;
let bystander: RawPhone;

beforeAll(async () => {
  bystander = await RawPhone.connect(endpoints);
});

describe.each(versions)('POST /oauth/api/%s/users/{userId}/devices/{deviceId}/disable...', (version) => {
  const flags = async ({ userId }: RawPhone) => {
    const [device] = (await rest('GET', devicesOf(userId, version))).body.devices;
    return [device.mobile_authentication_enabled, device.push_authentication_enabled];
  };

  it('drops push, then keys; the user stays connected', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    const path = `${devicesOf(phone.userId, version)}/${phone.device.id}`;
    expect(await flags(phone)).toEqual([true, true]);
    expect((await rest('POST', `${path}/disablePushAuthentication`)).status).toBe(204);
    expect(await flags(phone)).toEqual([true, false]);
    expect((await rest('POST', `${path}/disableMobileAuthentication`)).status).toBe(204);
    expect((await rest('POST', `${path}/disableMobileAuthentication`)).status).toBe(204);
    expect(await flags(phone)).toEqual([false, false]);
    expect(await isConnected(phone)).toBe(true);
    expect(await eventsOf(phone.userId)).toEqual(
      expect.arrayContaining([
        'PUSH ENROLLMENT DROP EXISTING PUSH ENROLLMENT: dropped',
        'API PUSH AUTHENTICATION DISABLED',
        'KEY ENROLLMENT DROPPED',
        'API MOBILE AUTHENTICATION DISABLED',
      ]),
    );
  });

  it('drops keys and push together', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    await enrollPush(phone, endpoints.sandbox, await obtainPushToken(endpoints.sandbox, 'android'));
    expect(
      (await rest('POST', `${devicesOf(phone.userId, version)}/${phone.device.id}/disableMobileAuthentication`)).status,
    ).toBe(204);
    expect(await flags(phone)).toEqual([false, false]);
  });

  it('ends a pending push enrolment with its workflow', async () => {
    const phone = await RawPhone.connect(endpoints);
    await phone.enrollKeys();
    const token = await obtainPushToken(endpoints.sandbox, 'android');
    const connection = await Connection.connect({ address: endpoints.temporal_address });
    onTestFinished(() => connection.close());
    const isRunning = async (workflowId: string) => {
      const { workflowExecutionInfo } = await connection.workflowService.describeWorkflowExecution({
        namespace: endpoints.temporal_namespace,
        execution: { workflowId },
      });
      return !workflowExecutionInfo?.closeTime;
    };
    const path = `${devicesOf(phone.userId, version)}/${phone.device.id}`;
    for (const [method, action] of [
      ['POST', '/disablePushAuthentication'],
      ['POST', '/disableMobileAuthentication'],
      ['DELETE', ''],
    ] as const) {
      if (method === 'DELETE') await phone.enrollKeys();
      const { status, body } = await phone.post('/push-enrollment', { push_token: token });
      expect(status).toBe(202);
      expect(await isRunning(body.enrollment_id)).toBe(true);
      expect((await rest(method, path + action)).status).toBe(204);
      await eventually(async () => ((await isRunning(body.enrollment_id)) ? undefined : true));
    }
  });

  it('drops the fingerprint and no other authenticator', async () => {
    const phone = await RawPhone.connect(endpoints);
    for (const name of ['pin', 'fingerprint', 'face'])
      await query(`insert into authenticator_key (registration_id, name, public_jwk) values ($1, $2, '{}')`, [
        phone.profileId,
        name,
      ]);
    expect(
      (await rest('POST', `${devicesOf(phone.userId, version)}/${phone.device.id}/disableFingerprint`)).status,
    ).toBe(204);
    const left = await query<{ name: string }>(
      'select name from authenticator_key where registration_id = $1 order by name',
      [phone.profileId],
    );
    expect(left.map(({ name }) => name)).toEqual(['face', 'pin']);
    expect(await eventsOf(phone.userId)).toContain('API FINGER PRINT DISABLED');
  });

  it.each(['disableFingerprint', 'disableMobileAuthentication', 'disablePushAuthentication'])(
    '%s does not affect the device of another user',
    async (action) => {
      await query(
        `insert into authenticator_key (registration_id, name, public_jwk) values ($1, 'fingerprint', '{}') on conflict do nothing`,
        [bystander.profileId],
      );
      if ((await flags(bystander))[0] === false) await bystander.enrollKeys();
      expect(
        (await rest('POST', `${devicesOf('another-user', version)}/${bystander.device.id}/${action}`)).status,
      ).toBe(204);
      expect(await flags(bystander)).toEqual([true, false]);
      expect(
        await query(`select from authenticator_key where registration_id = $1`, [bystander.profileId]),
      ).toHaveLength(1);
    },
  );
});
