import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { consumeToken } from '../../src/commands/action-tokens/use/consume-token.ts';
import { rateLimits } from '../../src/domain/rate-limits/limits.ts';
import { distinguishability, leastDifference } from '../attack/support/compare-times.ts';
import { createBrowser } from '../authentication/support/flow-api.ts';
import { useTokenServer } from './support/token-server.ts';
import { activation, createToken, login, personOn, processToken } from './support/tokens.ts';

// Guessing: what is unknown, used or expired looks the same to its bearer, and takes the same time.

const own = useTokenServer({ person_activation_enabled: true });
/** With 80 rounds, two equal cases differ by 0.2 from 0.5 less than once in ten thousand times, and three times in a row never. */
const rounds = 80;
const tolerance = 0.2;
const kinds = ['unknown', 'used', 'expired'] as const;
type Kind = (typeof kinds)[number];
let tokens: Record<Kind, string>;
let browser: ReturnType<typeof createBrowser>;
let sessionId: string;

beforeAll(async () => {
  const personId = await personOn(own.endpoints);
  const make = async (actions: object[]) => (await createToken(personId, actions, own.endpoints)).token as string;
  const [used, expired] = [await make([activation, login]), await make([activation, login])];
  expect((await processToken({ token: used }, own.endpoints)).status).toBe(200);
  await own.sql("update action_token set expires_at = now() where status = 'open'");
  tokens = { unknown: randomBytes(32).toString('base64url'), used, expired };
  browser = createBrowser(own.endpoints);
  sessionId = (await browser.post('/token/start', {})).body.session_id as string;
});

const ways = {
  'POST /api/credentials/token': (token: string) => processToken({ token }, own.endpoints),
  'POST /authentication/token/describe': (token: string) => browser.post('/token/describe', { token }),
  'POST /authentication/token/process': (token: string) => browser.post('/token/process', { token }),
  'POST /authentication/authenticate': (token: string) =>
    browser.post('/authenticate', { session_id: sessionId, auth_method: 'action_token', credentials: { token } }),
};

/** An answer without what differs in every answer. */
async function answerOf(way: keyof typeof ways, kind: Kind): Promise<string> {
  const { status, headers, body } = await ways[way](tokens[kind]);
  expect(status).toBe(401);
  const fixed = [...headers].filter(([name]) => !['date', 'x-request-id', 'set-cookie'].includes(name));
  return JSON.stringify([status, fixed, body]).replace(/"request_id":"[^"]*"/, '');
}

it.each(Object.keys(ways) as (keyof typeof ways)[])('%s: answers byte for byte alike', async (way) => {
  const answers = [];
  for (const kind of kinds) answers.push(await answerOf(way, kind));
  expect(new Set(answers)).toEqual(new Set([answers[0]]));
});

describe.each(['POST /api/credentials/token', 'POST /authentication/token/describe'] as const)('%s', (way) => {
  it.each(['used', 'expired'] as const)('answers for %s in the time of unknown', { timeout: 600_000 }, async (kind) => {
    const measure = async () => {
      await own.sql('delete from rate_limit');
      return distinguishability(
        () => ways[way](tokens.unknown),
        () => ways[way](tokens[kind]),
        rounds,
      );
    };
    expect(await leastDifference(measure, tolerance)).toBeLessThan(tolerance);
  });
});

describe('guesses', () => {
  const guess = () => processToken({ token: randomBytes(32).toString('base64url') }, own.endpoints);
  /** Has a limit be all but reached, however slow the machine is: one more is beyond it. */
  const spend = async (name: 'action-token-refused:client' | 'action-token-refused:address') => {
    const { most } = rateLimits[name];
    const reached = 'update rate_limit set points = $1, expire = $2 where key like $3 returning key';
    const rows = await own.sql(reached, [most, Date.now() + 3_600_000, `${name}:%`]);
    expect(rows).toHaveLength(1);
  };

  it('of a site are limited, and tokens that are valid work on', async () => {
    await own.sql('delete from rate_limit');
    expect((await guess()).status).toBe(401);
    await spend('action-token-refused:client');
    const { status, headers } = await guess();
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true]);
    const { token } = await createToken(await personOn(own.endpoints), [activation, login], own.endpoints);
    expect((await processToken({ token: token as string }, own.endpoints)).status).toBe(200);
    await own.sql('delete from rate_limit');
  });

  it('of browsers are limited by their address', async () => {
    const guessFrom = (clientIp: string) =>
      consumeToken(own.deps, {
        token: 'x',
        caller: { kind: 'browser', secret: 'x' },
        origin: { requestId: 'test', clientIp },
      }).catch((error: { code?: string }) => error.code);
    expect(await guessFrom('203.0.113.7')).toBe('action_token_invalid');
    await spend('action-token-refused:address');
    expect(await guessFrom('203.0.113.7')).toBe('slow_down');
    expect(await guessFrom('203.0.113.8')).toBe('action_token_invalid');
    await own.sql('delete from rate_limit');
  });
});
