import { describe, expect, it } from 'vitest';
import type { AuthMethod, Challenge, Flow } from '../../../web/portal/api/flow.ts';
import { beginning, firstStep, methodsFor, whichScreen } from '../../../web/portal/sign-in/which-screen.ts';

const later = '2026-12-01T10:10:00Z';

function flowOf(methods: AuthMethod[], extra: Partial<Flow> = {}): Flow {
  return {
    session_id: 'auth_session_x',
    status: 'pending',
    expires_at: later,
    locale: 'en',
    client: { client_id: 'shop', name: 'Shop' },
    required: { level: 1, acr: null, factors: 1, max_age: null },
    achieved: { level: 0, acr: null, amr: [], auth_time: null },
    methods: methods.map((auth_method) => ({ auth_method })),
    identity_providers: [],
    trusted_device_days: 0,
    user: null,
    account: null,
    challenge: null,
    registration_enabled: false,
    recovery_enabled: false,
    ...extra,
  };
}

const challenges = {
  approval: { type: 'approval', expires_at: later },
  passkey: { type: 'passkey', public_key: {} },
  password_change: { type: 'password_change' },
} as unknown as Record<string, Challenge>;
const user = { display: 'a***@example.com' };

describe('which screen of a sign-in is shown', () => {
  it.each(['completed', 'cancelled', 'expired', 'failed'] as const)('says that it is %s', (status) => {
    expect(whichScreen(flowOf(['password'], { status }), firstStep)).toEqual({ name: 'ended', how: status });
  });

  it('goes back to the site as soon as enough is proven', () => {
    const flow = flowOf([], { status: 'authenticated', user });
    expect(whichScreen(flow, { ...firstStep, method: 'password' })).toEqual({ name: 'completing' });
  });

  it('asks who it is first, also while a passkey is offered in the field', () => {
    const flow = flowOf(['passkey', 'password'], { status: 'challenge_sent', challenge: challenges['passkey']! });
    expect(whichScreen(flow, firstStep)).toEqual({ name: 'identify' });
  });

  it('follows the challenge of the server, unless another way is wanted', () => {
    const flow = flowOf(['password', 'countersign'], { challenge: challenges['approval']! });
    expect(whichScreen(flow, firstStep)).toEqual({ name: 'phone' });
    expect(whichScreen(flow, { ...firstStep, identifier: 'alex', isChoosing: true })).toEqual({ name: 'choose' });
  });

  it('does not ask who it is of an account that was chosen', () => {
    const flow = flowOf(['passkey', 'password', 'sms'], { account: user });
    const step = beginning(flow);
    expect(whichScreen(flow, step)).toEqual({ name: 'method', method: 'password' });
    expect(whichScreen(flow, { ...step, isChoosing: true })).toEqual({ name: 'choose' });
    expect(methodsFor(flow, step.identifier)).toEqual(['passkey', 'password']);
    expect(whichScreen(flowOf(['passkey', 'email'], { account: user }), step)).toEqual({ name: 'choose' });
    expect(whichScreen(flow, firstStep)).toEqual({ name: 'identify' });
  });

  it('shows no method that the flow does not offer any more', () => {
    const flow = flowOf(['password']);
    expect(whichScreen(flow, { ...firstStep, identifier: 'alex', method: 'sms' })).toEqual({ name: 'identify' });
  });

  it('goes to the only second factor at once, and lets choose between two', () => {
    expect(whichScreen(flowOf(['authenticator_app'], { user }), firstStep)).toEqual({
      name: 'method',
      method: 'authenticator_app',
    });
    expect(whichScreen(flowOf(['sms', 'passkey'], { user }), firstStep)).toEqual({ name: 'choose' });
    expect(whichScreen(flowOf([], { user }), firstStep)).toEqual({ name: 'no-way' });
  });

  it('changes an expired password before anything else', () => {
    const flow = flowOf(['password'], { challenge: challenges['password_change']! });
    expect(whichScreen(flow, firstStep)).toEqual({ name: 'new-password' });
  });
});

describe('the methods that go with a name', () => {
  const flow = flowOf(['passkey', 'password', 'email', 'sms', 'whatsapp', 'countersign', 'authenticator_app']);

  it.each([
    ['alex@example.com', ['passkey', 'password', 'email']],
    ['+31 6 12345678', ['passkey', 'password', 'sms', 'whatsapp']],
    ['alex', ['passkey', 'password']],
  ])('offers for %s what can reach it', (identifier, methods) => {
    expect(methodsFor(flow, identifier)).toEqual(methods);
  });

  it('offers all that the flow lists once the person is known', () => {
    expect(methodsFor({ ...flow, user }, '')).toEqual(flow.methods.map(({ auth_method }) => auth_method));
  });
});
